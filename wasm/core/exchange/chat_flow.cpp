// Translated chat; see chat_flow.h.
#include "exchange/chat_flow.h"

#include "base/limits.h"
#include "base/text.h"
#include "dialect/gemini/answer.h"
#include "dialect/gemini/error.h"
#include "dialect/gemini/media_url.h"
#include "dialect/gemini/model_name.h"
#include "dialect/gemini/service_tier.h"
#include "dialect/openai/chat_request.h"
#include "exchange/offer.h"

namespace rota::exchange {

namespace {

/// Text, thoughts, calls, media: anything but the way a candidate ended.
bool says_something(const chat::Fragment& fragment) {
  for (const chat::Delta& delta : fragment.deltas) {
    if (delta.kind != chat::Delta::Kind::finish && delta.kind != chat::Delta::Kind::logprobs) return true;
  }
  return false;
}

/// Ended for a reason that explains why nothing was said; the others are Gemini's habit of answering 200 and nothing
/// (public reports, 2025 and 2026), which another try usually mends.
bool has_reason_to_be_empty(const chat::Fragment& fragment) {
  for (const chat::Delta& delta : fragment.deltas) {
    if (delta.finish == chat::Finish::length || delta.finish == chat::Finish::content_filter) return true;
  }
  return fragment.blocked;
}

Failure bad_answer(Bytes message) { return {Blame::upstream, Fault::upstream_error, 502, message, {}, 0}; }

}  // namespace

Result<Flow*> ChatFlow::make(const Request& request, const Settings& settings, json::Reader& reader, Random& random,
                             Arena& arena) {
  const auto root = reader.read(request.body, arena);
  if (!root.ok()) return root.failure();
  const auto read = openai::read_chat_request(root.value(), arena, settings.config.default_model);
  if (!read.ok()) return read.failure();
  chat::Conversation& conversation = *read.value();
  const auto offered = offered_model(settings, gemini::strip_model_prefix(conversation.model), arena);
  if (!offered.ok()) return offered.failure();
  const auto model = gemini::read_model_name(*offered, arena);
  if (!model.ok()) return model.failure();
  conversation.model = arena.copy(model.value());
  apply_defaults(settings, request.safety_off, conversation);
  void* place = arena.allocate(sizeof(ChatFlow), alignof(ChatFlow));
  auto* flow = new (place) ChatFlow(request, settings, reader, random, arena, conversation);
  const Status written = flow->linked_.empty() ? flow->write() : Done{};
  if (written.ok()) return static_cast<Flow*>(flow);
  flow->~ChatFlow();
  return written.failure();
}

ChatFlow::ChatFlow(const Request& request, const Settings& settings, json::Reader& reader, Random& random, Arena& arena,
                   const chat::Conversation& conversation)
    : reader_(reader),
      random_(random),
      arena_(arena),
      conversation_(conversation),
      may_try_again_(settings.config.retry_empty_answers && request.may_retry) {
  url_ = arena.join(settings.upstream, gemini::generate_path(conversation_, arena));
  for (chat::Part* part : chat::linked_media(conversation_, arena)) {
    if (!gemini::reads_url(part->url)) linked_.push(arena, part);
  }
}

UpstreamCall ChatFlow::call() { return {"POST", url_, "content-type: application/json\n", outgoing_.view()}; }

Status ChatFlow::write() {
  outgoing_.clear();
  return gemini::write_generate_request(conversation_, names_, outgoing_);
}

List<Attachment> ChatFlow::wanted() {
  List<Attachment> wanted;
  for (const chat::Part* part : linked_) wanted.push(arena_, Attachment{part->url, part->param, {}, {}});
  return wanted;
}

Status ChatFlow::attach(const List<Attachment>& fetched) {
  for (std::size_t i = 0; i < linked_.size(); ++i) {
    chat::Part& part = *linked_[i];
    part.url = {};
    part.data = fetched[i].data;
    // The server knows its file better than the name of it, from which the client's type may have been guessed.
    part.mime = fetched[i].mime;
  }
  return write();
}

bool ChatFlow::amend(const chat::UpstreamError& error) {
  const gemini::Omissions omissions = gemini::omissions_for(error);
  if (amended_ || !omissions.any()) return false;
  amended_ = true;
  // Compared by fingerprint, so that a large body never stands in memory twice.
  const std::uint64_t before = text::fingerprint(outgoing_.view());
  outgoing_.clear();
  if (!gemini::write_generate_request(conversation_, names_, outgoing_, omissions).ok()) return false;
  if (text::fingerprint(outgoing_.view()) == before) return false;  // it was not there to begin with
  return true;
}

void ChatFlow::accept(std::uint16_t, const http::Headers& headers, double now_ms, ClientSide&) {
  tier_ = gemini::service_tier_of(http::find(headers, "x-gemini-service-tier"));
  created_s_ = static_cast<std::int64_t>(now_ms / 1000);
  stream_.reset();
  attempt_arena_.reset();
  held_.clear();
  excused_ = false;
  events_ = http::SseReader();
  partial_call_ = gemini::PartialCall();
  answer_.clear();
  usage_ = {};
  error_ = nullptr;
}

/// What all pieces of the answer repeat is known from its first message.
openai::AnswerHead ChatFlow::answer_head(const chat::Fragment& first) {
  return {openai::answer_id(first.id, random_, attempt_arena_),
          created_s_,
          conversation_.model,
          attempt_arena_,
          random_,
          &conversation_,
          first.tier != chat::ServiceTier::unset ? first.tier : tier_};
}

Result<Next> ChatFlow::take(Bytes chunk, ClientSide& client) {
  if (!conversation_.stream) {
    if (answer_.size() + chunk.size() > limits::answer_body_bytes) {
      return bad_answer("The upstream's answer is larger than 33,554,432 bytes.");
    }
    answer_.append(chunk);
    return Next::wait;
  }
  events_.feed(chunk);
  const Status taken = take_events(client);
  if (!taken.ok()) return taken.failure();
  return Next::wait;
}

Status ChatFlow::take_events(ClientSide& client) {
  http::SseEvent event;
  while (events_.next(event)) {
    // No message: some gateways between Google and us end a stream as OpenAI does.
    if (event.data.empty() || event.data == "[DONE]") continue;
    const Status taken = take_message(event.data, client);
    if (!taken.ok()) return taken;
  }
  if (events_.overflowed()) return bad_answer("The upstream sent an event larger than 16,777,216 bytes.");
  return Done{};
}

Result<chat::Fragment> ChatFlow::read_message(Bytes json) {
  event_arena_.reset();
  const auto root = reader_.read(json, event_arena_);
  if (!root.ok()) return bad_answer("The upstream sent something that is not JSON.");
  const json::Value message = gemini::unwrap(root.value());
  if (gemini::is_error(message)) {
    auto* error = arena_.make<chat::UpstreamError>(gemini::read_error(message, arena_));
    error_ = error;
    return gemini::to_failure(*error, arena_);
  }
  return gemini::read_answer(message, event_arena_, &names_, &partial_call_);
}

/// The head of the stream, which heartbeats may need before there is an answer.
void ChatFlow::begin(ClientSide& client) {
  if (client.begun()) return;
  client.header("content-type", "text/event-stream; charset=utf-8");
  client.header("cache-control", "no-cache");
  client.header("x-accel-buffering", "no");
  client.begin(200, StreamForm::openai_events);
}

void ChatFlow::heartbeat(ClientSide& client) {
  begin(client);
  client.body().append(": ping\n\n");
}

/// The first words of the answer: from here on nothing can be tried again.
void ChatFlow::commit(ClientSide& client) {
  if (client.committed()) return;
  begin(client);
  client.stream(200, StreamForm::openai_events);
  client.body().append(held_.view());
  held_.release();
}

Status ChatFlow::take_message(Bytes json, ClientSide& client) {
  const auto fragment = read_message(json);
  if (!fragment.ok()) return fragment.failure();
  usage_.merge(fragment.value().usage);
  excused_ = excused_ || has_reason_to_be_empty(fragment.value());
  if (!stream_) {
    stream_.emplace(answer_head(fragment.value()), conversation_.include_usage);
    stream_->begin(held_);
  }
  if (!client.committed() && !says_something(fragment.value())) {
    stream_->write(fragment.value(), held_);
    return Done{};
  }
  commit(client);
  stream_->write(fragment.value(), client.body());
  return Done{};
}

/// Once, an answer that says nothing is treated as a failure of the upstream; the second one is what it is.
bool ChatFlow::try_again() {
  const bool may = may_try_again_;
  may_try_again_ = false;
  return may;
}

Result<Next> ChatFlow::end(ClientSide& client) { return conversation_.stream ? end_stream(client) : end_whole(client); }

Result<Next> ChatFlow::end_stream(ClientSide& client) {
  events_.feed({});
  events_.finish();
  const Status taken = take_events(client);
  if (!taken.ok()) return taken.failure();
  if (!stream_) return bad_answer("The upstream ended its answer before it said anything.");
  if (!stream_->finished()) {
    return Failure{Blame::upstream,
                   Fault::stream_truncated,
                   502,
                   "The upstream ended its answer without saying that it was finished.",
                   {},
                   0};
  }
  if (!client.committed() && !excused_ && try_again())
    return bad_answer("The upstream answered without saying anything.");
  commit(client);
  stream_->end(client.body());
  client.finish();
  return Next::finished;
}

Result<Next> ChatFlow::end_whole(ClientSide& client) {
  const auto fragment = read_message(answer_.view());
  if (!fragment.ok()) return fragment.failure();
  usage_.merge(fragment.value().usage);
  if (!says_something(fragment.value()) && !has_reason_to_be_empty(fragment.value()) && try_again()) {
    return bad_answer("The upstream answered without saying anything.");
  }
  openai::AnswerWriter writer(answer_head(fragment.value()));
  writer.add(fragment.value());
  writer.write(client.body());
  client.answer(200, "application/json", client.body().view());
  return Next::finished;
}

}  // namespace rota::exchange
