// See key_export.h.
#include "admin/key_export.h"

#include "admin/change.h"
#include "admin/key_pool.h"
#include "base/text.h"
#include "json/writer.h"
#include "store/key_search.h"

namespace rota::admin {

namespace {

enum class Format : std::uint8_t { json, csv, lines };

struct FileKind {
  Bytes name;
  Bytes content_type;
  Bytes file_name;
};
constexpr FileKind kinds[] = {  // as Format
    {"json", json_type, "rota-keys.json"},
    {"csv", "text/csv; charset=utf-8", "rota-keys.csv"},
    {"lines", "text/plain; charset=utf-8", "rota-keys.txt"},
};

/// What was asked, in the operation's arena.
struct Export {
  Format format = Format::json;
  bool reveal = false;
};

/// A key of the file: its row, and the key itself or its mask.
struct FileKey {
  const store::KeyRow& row;
  Bytes key;
};

void write_json(const FileKey& listed, json::Writer& json) {
  json.begin_object();
  const struct {
    Bytes name;
    Bytes value;
  } texts[] = {{"key", listed.key},
               {"name", listed.row.name},
               {"email", listed.row.email},
               {"project", listed.row.project},
               {"notes", listed.row.notes}};
  for (const auto& text : texts) {
    // A `key` beside a `name` is the key; import takes a `value` for it whatever else there is.
    json.key(text.name == "key" ? Bytes("value") : text.name);
    json.string(text.value);
  }
  json.key("weight");
  json.integer(listed.row.weight);
  json.key("is_active");
  json.boolean(listed.row.active);
  json.end_object();
}

void append_field(Bytes text, Buffer& out) {
  out.append('"');
  for (const char c : text) {
    if (c == '"') out.append('"');
    out.append(c);
  }
  out.append("\",");
}

void append_row(const FileKey& listed, Buffer& out) {
  for (const Bytes text : {listed.key, listed.row.name, listed.row.email, listed.row.project, listed.row.notes}) {
    append_field(text, out);
  }
  text::append_decimal(out, listed.row.weight);
  out.append(listed.row.active ? Bytes(",1\r\n") : Bytes(",0\r\n"));
}

void append_file(const List<store::KeyRecord>& records, const Export& asked, const pool::Ledger& ledger, Buffer& out) {
  json::Writer json(out);
  if (asked.format == Format::json) json.begin_array();
  if (asked.format == Format::csv) out.append("value,name,email,project,notes,weight,is_active\r\n");
  for (const store::KeyRecord& record : records) {
    const std::uint32_t at = ledger.find(record.key.id);
    const Bytes secret = asked.reveal && at != pool::nowhere ? ledger.secret(at) : Bytes{};
    if (asked.reveal && secret.empty()) continue;
    const FileKey listed{record.key, asked.reveal ? secret : record.key.masked};
    switch (asked.format) {
      case Format::json:
        write_json(listed, json);
        break;
      case Format::csv:
        append_row(listed, out);
        break;
      case Format::lines:
        out.append(listed.key);
        out.append('\n');
        break;
    }
  }
  if (asked.format == Format::json) json.end_array();
}

void answer_export(Operation& operation, Step& step) {
  store::Results results;
  if (!read_record(operation, step, results)) return;
  const Export& asked = *static_cast<Export*>(operation.kept);
  Buffer body;
  append_file(store::read_key_records(results.rows(0), operation.arena), asked, step.pool.ledger(), body);
  const FileKind& kind = kinds[static_cast<std::size_t>(asked.format)];
  answer_file(operation, step, kind.content_type, kind.file_name, body.view());
}

}  // namespace

void export_keys(Operation& operation, Step& step) {
  auto* asked = operation.arena.make<Export>();
  operation.kept = asked;
  const Bytes format = parameter(operation.request, "format", operation.arena);
  bool known = format.empty();
  for (std::size_t at = 0; at < std::size(kinds); ++at) {
    if (kinds[at].name != format) continue;
    asked->format = static_cast<Format>(at);
    known = true;
  }
  if (!known) return refuse(operation, step, bad_field("`format` is json, csv or lines.", "format"));
  const Bytes reveal = parameter(operation.request, "reveal", operation.arena);
  if (!reveal.empty() && reveal != "0" && reveal != "1") {
    return refuse(operation, step, bad_field("`reveal` is 1 or 0.", "reveal"));
  }
  asked->reveal = reveal == "1";
  if (asked->reveal && !operation.request.confirmed) {
    constexpr Bytes message = "Keys are told in full only with the administrator's password in x-admin-password.";
    return refuse(operation, step, client_failure(Fault::forbidden, 403, message));
  }
  operation.question.clear();
  store::Query query(operation.question);
  store::list_all_keys(query);
  query.end();
  ask_record(operation, step, answer_export);
}

}  // namespace rota::admin
