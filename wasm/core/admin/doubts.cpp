// See doubts.h.
#include "admin/doubts.h"

#include "base/text.h"
#include "pool/object_actions.h"
#include "store/writes.h"

namespace rota::admin {

void Doubts::add(Bytes id) {
  std::size_t lines = 0;
  for (const char c : ids_.view()) lines += c == '\n' ? 1 : 0;
  if (lines >= limits::admin_operations) return;
  ids_.append(id);
  ids_.append('\n');
}

void Doubts::ask(double now_ms, Actions& out) {
  if (asking_ || ids_.empty()) return;
  asking_ = true;
  Bytes ids = ids_.view();
  Buffer body;
  store::Query query(body);
  store::settle_write(query, text::split(ids, '\n'), now_ms);
  query.end();
  out.query(pool::doubt_token, limits::query_patience_ms, {}, out.arena().copy(body.view()));
}

void Doubts::take_answer(const Event& event, Actions& out) {
  asking_ = false;
  json::Reader reader;
  const auto results = store::Results::read(event.body, reader, out.arena());
  if (event.kind == Kind::failed || !results.ok()) return;  // the next load asks again
  Bytes ids = ids_.view();
  static_cast<void>(text::split(ids, '\n'));
  Buffer left;
  left.append(ids);
  ids_ = std::move(left);
  out.log(results->changes(0) == 0 ? Bytes("an administrator's change that D1 had left unanswered was made, and is in effect")
                                   : Bytes("an administrator's change that D1 had left unanswered was not made, and never will be"));
  ask(event.now_ms, out);
}

}  // namespace rota::admin
