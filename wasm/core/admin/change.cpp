// See change.h.
#include "admin/change.h"

#include "json/writer.h"

namespace rota::admin {

namespace {

Bytes with_version(json::Writer& json, Buffer& body, const pool::PoolParts& pool, Arena& arena) {
  json.key("version");
  json.integer(pool.configuration.version());
  json.end_object();
  return arena.copy(body.view());
}

}  // namespace

void Change::take_changes(const store::Results& results, Step& step) {
  changes_ = results.changes(0);
  if (changes_ == 0) return refuse(not_found(missing()), step);
  publish(step);
}

Bytes id_answer(Bytes id, const pool::PoolParts& pool, Arena& arena) {
  Buffer body;
  json::Writer json(body);
  json.begin_object();
  json.key("id");
  json.string(id);
  return with_version(json, body, pool, arena);
}

Bytes count_answer(json::Escaped name, std::int64_t count, const pool::PoolParts& pool, Arena& arena) {
  Buffer body;
  json::Writer json(body);
  json.begin_object();
  json.key(name);
  json.integer(count);
  return with_version(json, body, pool, arena);
}

}  // namespace rota::admin
