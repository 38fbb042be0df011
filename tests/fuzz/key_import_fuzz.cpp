// Any bytes as keys to import: what is kept can be sent and is told without a secret, and JSON brings it back as it is.
#include "base/limits.h"
#include "fuzz.h"
#include "json/utf8.h"
#include "json/writer.h"
#include "pool/key_import.h"

using namespace rota;

namespace {

/// UTF-8 in bounds, without control characters and without anything that has the shape of a key.
void judge_label(Bytes label, Arena& arena) {
  fuzz::demand(label.size() <= limits::key_label_bytes);
  fuzz::demand(json::first_invalid_utf8(label) == Bytes::npos);
  for (const char c : label) fuzz::demand(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
  fuzz::demand(text::redact(arena, label) == label);
}

void judge_key(const pool::ImportedKey& key, Arena& arena) {
  fuzz::demand(key.id == text::fingerprint(key.secret));
  fuzz::demand(key.secret.size() >= limits::import_key_min_bytes && key.secret.size() <= limits::pool_key_bytes);
  for (const char c : key.secret.reveal()) fuzz::demand(c > 0x20 && c < 0x7F && c != ',');
  for (const Bytes label : {key.name, key.email, key.project, key.notes}) judge_label(label, arena);
  fuzz::demand(key.weight >= 1 && key.weight <= limits::key_weight_max);
}

void judge_again(const pool::KeyImport& import, json::Reader& reader, Arena& arena) {
  Buffer text;
  json::Writer writer(text);
  writer.begin_array();
  for (const pool::ImportedKey& key : import.keys) {
    writer.begin_object();
    writer.key("value");
    writer.string(key.secret.reveal());
    writer.end_object();
  }
  writer.end_array();
  const Result<pool::KeyImport*> again = pool::read_import(text.view(), reader, arena);
  fuzz::demand(again.ok() && again.value()->refused_count == 0 && again.value()->duplicates == 0);
  fuzz::demand(again.value()->keys.size() == import.keys.size());
  for (std::size_t i = 0; i < import.keys.size(); ++i) {
    fuzz::demand(again.value()->keys[i].secret.reveal() == import.keys[i].secret.reveal());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Arena arena;
  json::Reader reader;
  const Result<pool::KeyImport*> read = pool::read_import(fuzz::view(data, size), reader, arena);
  if (!read.ok()) return 0;
  const pool::KeyImport& import = *read.value();
  for (const pool::ImportedKey& key : import.keys) judge_key(key, arena);
  fuzz::demand(import.refused.size() <= import.refused_count && import.refused.size() <= limits::import_refusals);
  for (const pool::Refused& refused : import.refused) {
    fuzz::demand(refused.line_or_index >= 1 && !pool::sentence_of(refused.why).empty());
    judge_label(refused.shown, arena);
    fuzz::demand(refused.shown.size() <= 7);  // an ellipsis and four characters
  }
  judge_again(import, reader, arena);
  return 0;
}
