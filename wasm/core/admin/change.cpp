// See change.h.
#include "admin/change.h"

#include "admin/key_pool.h"
#include "json/writer.h"
#include "store/config_rows.h"

namespace rota::admin {

bool read_record(Operation& operation, Step& step, store::Results& results) {
  auto read = store::Results::read(step.event.body, operation.reader, operation.arena);
  if (read) {
    results = *read;
  } else {
    refuse(operation, step, read.failure());
  }
  return read.ok();
}

void write_record(Operation& operation, Step& step, store::Query& query, Handler next) {
  store::bump_version(query, step.event.now_ms);
  query.end();
  ask_record(operation, step, next);
}

void change_written(Operation& operation, Step& step) {
  store::Results results;
  if (!read_record(operation, step, results)) return;
  operation.changes = results.changes(0);
  if (operation.changes == 0) return refuse(operation, step, not_found("There is nothing of that id."));
  publish(operation, step, answer_change);
}

void answer_change(Operation& operation, Step& step) {
  Buffer body;
  json::Writer json(body);
  json.begin_object();
  if (operation.request.method == "DELETE") {
    json.key("deleted");
    json.integer(operation.changes);
  } else {
    json.key("id");
    json.string(operation.request.id);
  }
  json.key("version");
  json.integer(step.pool.config_version());
  json.end_object();
  answer_json(operation, step, 200, body.view());
}

}  // namespace rota::admin
