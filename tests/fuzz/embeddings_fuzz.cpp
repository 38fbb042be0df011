// Any bytes as an embeddings request and as Google's answer to one: what is written for either is JSON.
#include "dialect/gemini/embeddings/embed.h"
#include "dialect/openai/embeddings/answer.h"
#include "dialect/openai/embeddings/request.h"
#include "fuzz.h"

using namespace rota;

namespace {

void ask(json::Value root, Arena& arena) {
  const Result<chat::EmbeddingTask*> task = openai::read_embeddings_request(root, arena);
  if (!task.ok()) return;
  Buffer out;
  gemini::write_embed_request(*task.value(), 0, task.value()->inputs.size(), out);
  fuzz::demand(fuzz::is_json(out.view()));
}

void answer(json::Value root, bool base64, bool unit_length, Arena& arena) {
  const Result<chat::Embeddings> read = gemini::read_embeddings(root, arena);
  if (!read.ok()) return;
  chat::EmbeddingTask task;
  task.model = "gemini-embedding-001";
  task.base64 = base64;
  task.unit_length = unit_length;
  Buffer out;
  openai::EmbeddingsWriter writer(task);
  for (const json::Raw vector : read.value().vectors) writer.add(vector, out);
  writer.end(read.value().usage, out);
  fuzz::demand(read.value().vectors.empty() || fuzz::is_json(out.view()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Arena arena;
  json::Reader reader;
  const Result<json::Value> root = reader.read(fuzz::view(data, size), arena);
  if (!root.ok()) return 0;
  ask(root.value(), arena);
  for (const bool base64 : {false, true}) {
    for (const bool unit_length : {false, true}) answer(root.value(), base64, unit_length, arena);
  }
  return 0;
}
