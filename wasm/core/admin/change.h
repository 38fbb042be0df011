// Change: the course that every change of the record takes: written with a new version, in effect, answered.
// Knows that course; refuses to know what is changed (the desks).
#pragma once

#include "admin/operation.h"
#include "store/query.h"

namespace rota::admin {

/// Reads what ask_record asked for; false after a refusal. `results` lives as long as the step.
[[nodiscard]] bool read_record(Operation& operation, Step& step, store::Results& results);

/// Writes what `query` (over operation.question) holds in one transaction with a new version of the configuration;
/// the version is the last statement.
void write_record(Operation& operation, Step& step, store::Query& query, Handler next);

/// After write_record of a change of what the path names, its first statement: 404 when nothing had that id, else it
/// takes effect and answer_change answers.
void change_written(Operation& operation, Step& step);

/// {id, version}, of DELETE {deleted, version}.
void answer_change(Operation& operation, Step& step);

}  // namespace rota::admin
