// Operation: one administrator's request while it is under way: what it asked for and what comes next.
// Knows one question to the world at a time; refuses to know what the question is for (the desks).
#pragma once

#include "admin/request.h"
#include "base/message.h"
#include "json/reader.h"

namespace rota::admin {

class KeyPool;
struct Operation;

/// One event of an operation: its first call, or the answer to what it asked for.
struct Step {
  KeyPool& pool;
  const Event& event;  ///< its views live as long as the step
  Actions& out;
};

/// Goes on with an operation. It asks one question (below) or ends the operation; a question that fails does not come
/// back to it: the operation ends with 503.
using Handler = void (*)(Operation&, Step&);

struct Operation {
  Arena arena;  ///< for all that lives as long as the operation
  json::Reader reader;
  Request request;
  std::uint32_t call_token = 0;  ///< of the pool call to answer
  std::uint32_t token = 0;       ///< of its questions
  std::uint64_t arrival = 0;     ///< its place in the queue of writers
  Handler next = nullptr;
  bool writes = false;      ///< it changes what is stored: one such operation at a time
  bool begun = false;       ///< false while it waits for its turn to write
  bool publishing = false;  ///< it waits for reloaded()
  bool ended = false;
  Kind asked = Kind::none;
  Buffer question;           ///< the body of the action under way: the desks write it, the functions below send it
  Buffer headers;            ///< of the answer, "name: value" a line: what a desk adds to the usual ones
  std::int64_t changes = 0;  ///< rows that the change concerned
  void* kept = nullptr;      ///< what a desk remembers between two steps, in `arena`
};

// Questions. Each sends what `operation.question` holds; `next` gets the answer.
/// A `query` of D1: one transaction. The answer is read with store::Results. The pool has made the tables when it
/// loaded its keys.
void ask_record(Operation& operation, Step& step, Handler next);
void ask_seal(Operation& operation, Step& step, Handler next);
void ask_digest(Operation& operation, Step& step, Handler next);
/// `next` gets the signature, 32 bytes, as the event's body.
void ask_signature(Operation& operation, Step& step, Handler next);
void ask_random(Operation& operation, Step& step, std::uint32_t bytes, Handler next);
/// What was written takes effect; then `next`, whose event says no more than the time.
void publish(Operation& operation, Step& step, Handler next);

// Ends.
void answer_json(Operation& operation, Step& step, std::uint16_t status, Bytes json);
void answer_text(Operation& operation, Step& step, Bytes content_type, Bytes body);
void answer_file(Operation& operation, Step& step, Bytes content_type, Bytes file_name, Bytes body);
void refuse(Operation& operation, Step& step, const Failure& failure);
/// The question failed; `event` is the host's word on it.
void answer_failed(Operation& operation, Step& step);

}  // namespace rota::admin
