// Questions, answers and ends; see operation.h.
#include "admin/operation.h"

#include "base/limits.h"
#include "base/text.h"
#include "http/forward.h"
#include "json/writer.h"
#include "pool/object_actions.h"
#include "store/config_rows.h"
#include "store/spent_limit.h"
#include "store/writes.h"

namespace rota::admin {

namespace {

/// SQLite's own refusals undo the transaction; of all else nobody knows whether it came before or after the change.
bool may_have_been_made(Bytes complaint) {
  return !text::contains(complaint, "SQLITE_") && !text::contains(complaint, "constraint failed") &&
         !text::contains(complaint, "is not bound") && !text::contains(complaint, "is bound to something") &&
         store::spent_limit_of(complaint) == store::SpentLimit::none;
}

}  // namespace

void send_answer(const pool::AdminAnswer& answer, const pool::PoolParts& pool, std::uint32_t call_token, Actions& out) {
  pool::Reply reply;
  reply.admin = answer;
  reply.version = pool.configuration.version();
  pool::send_reply(reply, call_token, out);
}

void Operation::open(const pool::AdminCall& call, Bytes id, bool confirmed, std::uint32_t call_token,
                     std::uint32_t token) {
  request_.method = arena_.copy(call.method);
  request_.query = arena_.copy(call.query);
  request_.body = arena_.copy(call.body);
  request_.address = call.sender.address;
  request_.expires_ms = call.expires_ms;
  request_.login_ms = call.sender.login_ms;
  request_.https = call.https;
  request_.guest = call.guest;
  request_.confirmed = confirmed;
  request_.id = arena_.copy(text::percent_decode(arena_, id));
  call_token_ = call_token;
  token_ = token;
}

void Operation::wait_for(Question question) {
  asked_ = question;
  waiting_ = true;
}

store::Query Operation::new_query() {
  question_.clear();
  return store::Query(question_);
}

void Operation::ask_rows(store::Query& query, Step& step) {
  query.end();
  step.out.query(token_, limits::change_patience_ms, {}, question_.view());
  wait_for(Question::rows);
}

void Operation::write(store::Query& query, Step& step) {
  store::bump_version(query, step.now_ms);
  write_ = step.pool.recorder.next_write(arena_);
  store::claim_write(query, write_, step.now_ms);
  query.end();
  step.out.query(token_, limits::change_patience_ms, {}, question_.view());
  wait_for(Question::changes);
}

void Operation::ask_seal(const List<Secret>& texts, const List<Bytes>& places, Step& step) {
  question_.clear();
  json::Writer json(question_);
  json.begin_array();
  for (std::size_t i = 0; i < texts.size(); ++i) {
    json.begin_array();
    json.string(texts[i].reveal());
    json.string(places[i]);
    json.end_array();
  }
  json.end_array();
  step.out.seal(token_, question_.view());
  wait_for(Question::seal);
}

void Operation::ask_digest(Secret text, Step& step) {
  question_.clear();
  question_.append(text.reveal());
  step.out.digest(token_, question_.view());
  wait_for(Question::digest);
}

void Operation::ask_signature(Secret text, Step& step) {
  question_.clear();
  question_.append(text.reveal());
  step.out.sign(token_, question_.view());
  wait_for(Question::signature);
}

void Operation::ask_random(std::uint32_t bytes, Step& step) {
  step.out.draw(token_, bytes);
  wait_for(Question::random);
}

void Operation::publish(Step& step) {
  publishing_ = true;
  step.pool.loader.load(step.now_ms, step.out);
}

void Operation::take_load(Step& step) {
  if (!publishing_) return;
  publishing_ = false;
  if (!made_) return take_published(step);
  refuse(unavailable(arena_.join("The change was made and is in effect, though D1 did not say so in time (",
                                 text::redact(arena_, unsaid_), "): do not repeat it.")), step);
}

void Operation::take_answer(const Event& event, Step& step) {
  if (!waiting_) return;
  waiting_ = false;
  if (event.kind == Kind::failed && asked_ == Question::changes && may_have_been_made(event.head)) {
    return ask_whether_made(event.head, step);
  }
  if (event.kind == Kind::failed && asked_ == Question::rows && answer_without_rows(step)) return;
  if (event.kind == Kind::failed) return answer_failed(event.head, step);
  deliver(event, step);
}

void Operation::deliver(const Event& event, Step& step) {
  switch (asked_) {
    case Question::rows:
    case Question::changes: return deliver_results(event.body, step);
    case Question::doubt: return take_doubt(event.body, step);
    case Question::seal: return deliver_sealed(event.body, step);
    case Question::digest: return take_digest(event.body, step);
    case Question::signature: return take_signature(event.body, step);
    case Question::random: return take_random(event.body, step);
    case Question::none: break;
  }
}

/// The question settles it as well: what has not been made by then never will be.
void Operation::ask_whether_made(Bytes said, Step& step) {
  unsaid_ = arena_.copy(said);
  store::Query query = new_query();
  store::settle_write(query, write_, step.now_ms);
  query.end();
  step.out.query(token_, limits::doubt_patience_ms, {}, question_.view());
  wait_for(Question::doubt);
}

void Operation::take_doubt(Bytes body, Step& step) {
  const auto results = store::Results::read(body, reader_, arena_);
  if (!results) return answer_failed({}, step);
  made_ = results->changes(0) == 0;
  if (made_) return publish(step);
  refuse(unavailable(arena_.join("The database D1 failed: ", text::redact(arena_, unsaid_), ". Nothing was changed.")), step);
}

void Operation::deliver_results(Bytes body, Step& step) {
  const auto results = store::Results::read(body, reader_, arena_);
  if (!results && asked_ == Question::rows && answer_without_rows(step)) return;
  if (!results) return refuse(results.failure(), step);
  asked_ == Question::rows ? take_rows(*results, step) : take_changes(*results, step);
}

void Operation::deliver_sealed(Bytes body, Step& step) {
  List<Bytes> texts;
  const auto list = reader_.read(body, arena_);
  if (list) {
    for (const json::Value text : list->elements()) {
      if (!text.is_string()) break;
      texts.push(arena_, text.text(arena_));
    }
  }
  take_sealed(texts, step);
}

void Operation::take_rows(const store::Results&, Step& step) { answer_failed({}, step); }
void Operation::take_changes(const store::Results&, Step& step) { answer_failed({}, step); }
void Operation::take_sealed(const List<Bytes>&, Step& step) { answer_failed({}, step); }
void Operation::take_digest(Bytes, Step& step) { answer_failed({}, step); }
void Operation::take_signature(Bytes, Step& step) { answer_failed({}, step); }
void Operation::take_random(Bytes, Step& step) { answer_failed({}, step); }
void Operation::take_published(Step& step) { answer_failed({}, step); }

void Operation::end(const pool::AdminAnswer& answer, Step& step) {
  ended_ = true;
  send_answer(answer, step.pool, call_token_, step.out);
}

void Operation::add_header(Bytes name, Bytes value) { http::append_header(headers_, name, value); }

void Operation::answer_json(std::uint16_t status, Bytes json, Step& step) {
  end({status, json_type, {}, json, headers_.view()}, step);
}

void Operation::answer_text(Bytes content_type, Bytes body, Step& step) {
  end({200, content_type, {}, body, headers_.view()}, step);
}

void Operation::answer_file(Bytes content_type, Bytes file_name, Bytes body, Step& step) {
  add_header("content-disposition", arena_.join("attachment; filename=\"", file_name, "\""));
  answer_text(content_type, body, step);
}

void Operation::refuse(const Failure& failure, Step& step) {
  Buffer body;
  write_error(failure, body);
  write_error_headers(failure, headers_, arena_);
  end({failure.status, json_type, {}, body.view(), headers_.view()}, step);
}

/// What the host says of a failed question holds no parameters, so no secret; keys are taken out of it all the same.
void Operation::answer_failed(Bytes said, Step& step) {
  Bytes message = "The runtime's cryptography failed. Nothing was changed.";
  const store::SpentLimit limit = store::spent_limit_of(said);
  if (limit != store::SpentLimit::none) {
    Failure spent = unavailable(arena_.join(store::describe(limit), " until 00:00 UTC. Nothing was changed."));
    spent.retry_after_ms = store::ms_to_next_utc_day(step.now_ms);
    return refuse(spent, step);
  }
  if (asked_ == Question::doubt) {
    step.doubts.add(write_);
    step.pool.loader.load(step.now_ms, step.out);
    message = arena_.join("D1 does not answer (", text::redact(arena_, unsaid_),
                          "). Whether the change was made is not known yet: Rota asks until D1 answers, and its log says "
                          "what came of it. Look before you repeat it.");
  } else if (asked_ == Question::rows || asked_ == Question::changes) {
    message = arena_.join("The database D1 failed: ", text::redact(arena_, said),
                          asked_ == Question::changes ? ". Nothing was changed." : "");
  } else if (asked_ == Question::seal && text::contains(said, "SESSION_SECRET_KEY")) {
    message = "SESSION_SECRET_KEY is not set. Pool keys are stored encrypted under it: set it with `npx wrangler "
              "secret put SESSION_SECRET_KEY`, then try again. Nothing was changed.";
  } else if (asked_ == Question::seal) {
    message = "The keys could not be encrypted. Nothing was changed.";
  }
  refuse(unavailable(message), step);
}

}  // namespace rota::admin
