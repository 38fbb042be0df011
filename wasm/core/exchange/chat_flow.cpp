// Translated chat; see chat_flow.h.
#include "exchange/chat_flow.h"

#include "base/limits.h"
#include "base/text.h"
#include "exchange/admission.h"
#include "exchange/model_wishes.h"
#include "exchange/offer.h"
#include "exchange/probe_request.h"

namespace rota::exchange {

namespace {

constexpr Bytes end_of_stream = "[DONE]";

Failure truncated_answer() {
  return {Blame::upstream, Fault::stream_truncated, 502, "The upstream ended its answer without saying that it was finished.", {}, 0};
}

}  // namespace

Result<Flow*> ChatFlow::make(const Request& request, const Settings& settings, ChatMemory* memory,
                             json::Reader& reader, Random& random, Arena& arena, double now_ms) {
  const auto root = reader.read(request.body, arena);
  if (!root.ok()) return root.failure();
  const dialect::ChatSource source{.document = *root,
                                   .model = text::percent_decode(arena, request.route.model),
                                   .default_model = unnamed_model(request.route.operation, settings),
                                   .random = random,
                                   .signatures = memory != nullptr ? &memory->signatures : nullptr,
                                   .tail = request.route.tail,
                                   .query = request.route.query,
                                   .now_s = static_cast<std::int64_t>(now_ms / 1000),
                                   .stored = request.stored};
  const Status single = check_single_members(source.document, *request.route.dialect, arena);
  if (!single.ok()) return single.failure();
  const auto read = request.route.dialect->read_chat(source, arena);
  if (!read.ok()) return read.failure();
  chat::Conversation& conversation = *read->conversation;
  const Bytes asked = take_wishes(settings, settings.dialect->strip_model(conversation.model), conversation, arena);
  const auto offered = model_in_turn(request, settings, asked, arena);
  if (!offered.ok()) return offered.failure();
  const auto model = settings.dialect->read_model(*offered, arena);
  if (!model.ok()) return model.failure();
  conversation.model = model.value();
  chat::Identity identity = chat::identity_of(conversation);
  const http::Headers headers = request.head != nullptr ? request.head->headers : http::Headers();
  identity.session = dialect::session_of(headers, source.document, request.route.dialect->conversation, arena);
  chat::keep_what_answers_repeat(conversation, arena);
  reader.release();  // the conversation views the body itself
  apply_defaults(settings, request.safety_off, conversation, arena);
  void* place = arena.allocate(sizeof(ChatFlow), alignof(ChatFlow));
  auto* flow = new (place) ChatFlow(request, settings, memory, reader, arena, *read);
  flow->kept_.identity = identity;
  const Status written = flow->linked_.empty() ? flow->write(flow->amended_.now) : Done{};
  if (written.ok()) return static_cast<Flow*>(flow);
  flow->~ChatFlow();
  return written.failure();
}

ChatFlow::ChatFlow(const Request& request, const Settings& settings, ChatMemory* memory, json::Reader& reader,
                   Arena& arena, const dialect::ClientCall& call)
    : json_(reader),
      arena_(arena),
      upstream_(*settings.dialect),
      client_dialect_(*request.route.dialect),
      conversation_(*call.conversation),
      writer_(*call.writer),
      memory_(memory),
      may_try_again_(settings.config.retry_empty_answers && request.may_retry) {
  rounds_.possible = request.body.size() <= limits::kept_request_bytes;
  if (memory_ != nullptr) amended_.now = memory_->lessons.of(conversation_.model);
  kept_.url = arena.join(settings.upstream, upstream_.chat_path(conversation_, arena));
  for (chat::Part* part : chat::linked_media(conversation_, arena)) {
    if (upstream_.reads_url == nullptr || !upstream_.reads_url(part->url)) linked_.push(arena, part);
  }
}

ChatFlow::~ChatFlow() { drop_reply_reader(); }

void ChatFlow::drop_reply_reader() {
  if (reader_ != nullptr) reader_->~ReplyReader();
  reader_ = nullptr;
}

Result<UpstreamRequest> ChatFlow::call() {
  // After a failure the answer is asked for from its beginning.
  rounds_.later = std::exchange(rounds_.asks_next, false);
  conversation_.continuation = rounds_.later ? rounds_.token.view() : json::Escaped();
  if (outgoing_.empty()) {
    const Status written = write(amended_.now);
    if (!written.ok()) return written.failure();
  }
  return UpstreamRequest{"POST", kept_.url, "content-type: application/json\n", outgoing_.view()};
}

Status ChatFlow::write(const dialect::Amendments& amendments) {
  outgoing_.clear();
  const auto written = upstream_.write_chat(conversation_, amendments, outgoing_, arena_);
  // What goes on is read on.
  if (rounds_.later && written.ok()) {
    (*written)->~ReplyReader();
  } else {
    drop_reply_reader();
    if (written.ok()) reader_ = *written;
  }
  if (written.ok() && !arena_.exhausted()) return Done{};
  const Failure failure = written.ok() ? arena_.account()->shortage() : written.failure();
  outgoing_.clear();  // call() never gives half a body
  drop_reply_reader();
  return failure;
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
  return write(amended_.now);
}

/// Goes on until the request is written differently: a step may change nothing of this one.
bool ChatFlow::amend(const chat::UpstreamError& error) {
  if (upstream_.amendments_for == nullptr || amended_.times == limits::amendments || rounds_.later) return false;
  // Compared by fingerprint, so that a large body never stands in memory twice.
  std::uint64_t before = 0;
  dialect::Amendments next = amended_.now;
  while (true) {
    const dialect::Amendments made = next;
    next = made.with(upstream_.amendments_for(error, made));
    if (next == made) break;
    if (before == 0) before = fingerprint_with(amended_.now);
    const std::uint64_t after = fingerprint_with(next);
    if (after == 0 || after == before) continue;
    ++amended_.times;
    amended_.now = next;
    return true;
  }
  if (before != 0) static_cast<void>(write(amended_.now));
  const bool once_more = next.once_more && !amended_.now.once_more;
  amended_.now.once_more = next.once_more;
  return once_more;
}

/// Of the request written with these amendments; 0 when it cannot be.
std::uint64_t ChatFlow::fingerprint_with(const dialect::Amendments& amendments) {
  return write(amendments).ok() ? text::fingerprint(outgoing_.view()) : 0;
}

void ChatFlow::accept(std::uint16_t, const http::Headers& headers, double now_ms, ClientSide&) {
  messages_ = http::MessageReader(arena_.account());
  usage_ = {};
  error_ = nullptr;
  head_.in_events = text::istarts_with(http::find(headers, "content-type"), "text/event-stream");
  if (rounds_.later) return progress_.go_on();
  rounds_.asked = 0;
  rounds_.spent = {};
  rounds_.token = {};
  head_.tier = upstream_.tier_of != nullptr ? upstream_.tier_of(headers) : chat::ServiceTier::unset;
  head_.created_s = static_cast<std::int64_t>(now_ms / 1000);
  begun_ = false;
  progress_ = {};
  if (amended_.times != 0 && memory_ != nullptr) memory_->lessons.learn(conversation_.model, amended_.now.of_model());
  attempt_arena_.reset();
  reader_->begin();
  held_.clear();
  answer_.clear();
}

void ChatFlow::describe(dialect::Asked& asked) const {
  const chat::RequestShape shape = chat::shape_of(conversation_);
  asked.text_bytes = shape.text_bytes;
  asked.upstream_tools = shape.upstream_tools;
  asked.kind = chat::kind_of(shape, arena_);
  asked.stored = conversation_.uses_stored;
}

pool::OwnerWish ChatFlow::owner() const {
  pool::OwnerWish wish;
  if (upstream_.resources != nullptr) upstream_.resources->in_conversation(conversation_, wish.names, arena_);
  return wish;
}

/// What all pieces of the answer repeat is known from its first message.
dialect::ReplyHead ChatFlow::reply_head(const chat::Fragment& first) {
  return {first.id, conversation_.model, head_.created_s, first.tier != chat::ServiceTier::unset ? first.tier : head_.tier,
          attempt_arena_};
}

Result<Next> ChatFlow::take(Bytes chunk, ClientSide& client) {
  if (!writer_.streams()) {
    const Status collected = answer_.take(chunk);
    return collected.ok() ? Result<Next>(Next::wait) : collected.failure();
  }
  messages_.feed(chunk);
  const Status taken = take_events(client);
  if (!taken.ok()) return taken.failure();
  return Next::wait;
}

Status ChatFlow::take_events(ClientSide& client) {
  Bytes message;
  while (messages_.next(message)) {
    if (message.empty()) continue;
    const Status taken = take_message(message, client);
    if (!taken.ok()) return taken;
  }
  if (held_.exhausted()) return crowded_answer();
  if (messages_.overflowed()) {
    return upstream_failure(
        sentence<"The upstream sent an event larger than "_s, limits::sse_event_bytes, " bytes."_s>);
  }
  return Done{};
}

Result<chat::Fragment> ChatFlow::read_message(Bytes json) {
  // What came before is still to be written where the client hears the whole at once.
  const bool joins = !writer_.streams() && begun_;
  if (!joins) event_arena_.reset();
  // No message: some gateways between Google and us end a stream as OpenAI does.
  if (json == end_of_stream) {
    chat::Fragment rest = reader_->close(event_arena_);
    note(rest);
    return rest;
  }
  const auto root = json_.read(json, event_arena_, json::HalfPairs::replaced);
  if (!root.ok()) return upstream_failure("The upstream sent something that is not JSON.");
  error_ = upstream_.error_in(*root, arena_);
  if (error_ != nullptr) return error_inside();
  auto fragment = reader_->read(*root, event_arena_);
  if (fragment.ok()) note(*fragment);
  return fragment;
}

/// What is told of the cost is all of it; the pool hears of each round by itself.
void ChatFlow::note(chat::Fragment& fragment) {
  usage_.merge(fragment.usage);
  progress_.note(fragment, attempt_arena_);
  if (!fragment.continuation.empty()) rounds_.token.set(fragment.continuation);
  rounds_.possible = rounds_.possible || (!committed_ && reader_->may_pause());
  if (!rounds_.later) return;
  fragment.usage = rounds_.spent;
  fragment.usage.add(usage_);
}

/// The upstream has paused, and is asked for more of the same answer. Where the request is gone, or there have been rounds
/// enough, the answer has come to its length.
bool ChatFlow::goes_on() {
  const bool may = progress_.paused() && !rounds_.token.empty() && needs_request();
  if (!may || rounds_.asked == limits::answer_rounds) return false;
  ++rounds_.asked;
  rounds_.asks_next = true;
  rounds_.spent.add(usage_);
  return true;
}

/// The head of the stream, which heartbeats may need before there is an answer.
void ChatFlow::begin(ClientSide& client) {
  client.write_through(writer_);
  if (client.begun()) return;
  constexpr Bytes types[] = {"application/json; charset=utf-8", "text/event-stream; charset=utf-8"};
  const bool events = writer_.sends_events();
  client.header("content-type", types[events ? 1 : 0]);
  client.header("cache-control", "no-cache");
  client.header("x-accel-buffering", "no");
  client.begin(200, events ? &client_dialect_ : nullptr);
}

/// A client whose dialect has no words for it is better told nothing: the head would only take away the status of an
/// error that comes instead of the answer.
void ChatFlow::heartbeat(ClientSide& client) {
  Buffer beat;
  writer_.keep_alive(beat);
  if (beat.empty()) return;
  begin(client);
  client.body().append(beat.view());
}

/// The first words of the answer: from here on nothing can be tried again.
void ChatFlow::commit(ClientSide& client) {
  if (client.committed()) return;
  begin(client);
  client.stream(200, writer_.sends_events() ? &client_dialect_ : nullptr);
  client.body().append(held_.view());
  held_.release();
  committed_ = true;
}

Status ChatFlow::take_message(Bytes json, ClientSide& client) {
  const auto fragment = read_message(json);
  if (!fragment.ok()) return fragment.failure();
  if (json == end_of_stream && fragment->deltas.empty()) return Done{};
  if (!begun_) writer_.begin(reply_head(*fragment), held_);
  begun_ = true;
  if (!client.committed() && !chat::says_something(*fragment)) {
    writer_.write(*fragment, held_);
    return Done{};
  }
  commit(client);
  writer_.write(*fragment, client.body());
  return Done{};
}

/// Once, an answer that says nothing is treated as a failure of the upstream; the second one is what it is.
bool ChatFlow::try_again() {
  const bool may = may_try_again_;
  may_try_again_ = false;
  return may;
}

Result<Next> ChatFlow::end(ClientSide& client) { return writer_.streams() ? end_stream(client) : end_whole(client); }

Result<Next> ChatFlow::end_stream(ClientSide& client) {
  messages_.feed({});
  messages_.finish();
  const Status taken = take_events(client);
  if (!taken.ok()) return taken.failure();
  if (!begun_) return upstream_failure("The upstream ended its answer before it said anything.");
  if (!progress_.finished()) return truncated_answer();
  if (goes_on()) return Next::again;
  if (!client.committed() && !progress_.has_reason_to_be_empty() && try_again())
    return upstream_failure("The upstream answered without saying anything.");
  commit(client);
  writer_.end(client.body());
  client.finish();
  return Next::finished;
}

/// A piece of an answer that the client hears at its end.
Status ChatFlow::take_whole(Bytes json, ClientSide& client) {
  const auto fragment = read_message(json);
  if (!fragment.ok()) return fragment.failure();
  if (json == end_of_stream && fragment->deltas.empty()) return Done{};
  if (!begun_) writer_.begin(reply_head(*fragment), client.body());
  begun_ = true;
  writer_.write(*fragment, client.body());
  return Done{};
}

/// A stream although none was asked for: some servers know nothing else.
Status ChatFlow::take_whole_events(ClientSide& client) {
  messages_.feed(answer_.view());
  messages_.finish();
  Bytes message;
  while (messages_.next(message)) {
    if (message.empty()) continue;
    // The reader gives its memory to the next one, and what this one says is written at the end.
    const Status taken = take_whole(arena_.copy(message), client);
    if (!taken.ok()) return taken;
    if (arena_.exhausted()) return crowded_answer();
  }
  if (!begun_) return upstream_failure("The upstream ended its answer before it said anything.");
  return progress_.finished() ? Status(Done{}) : Status(truncated_answer());
}

Result<Next> ChatFlow::end_whole(ClientSide& client) {
  const bool in_events = head_.in_events || text::starts_with(text::trim_front(answer_.view()), "data:");
  const Status taken = in_events ? take_whole_events(client) : take_whole(answer_.view(), client);
  if (!taken.ok()) return taken.failure();
  if (goes_on()) {
    answer_.begin_next();
    return Next::again;
  }
  if (!progress_.answered() && !progress_.has_reason_to_be_empty() && try_again()) {
    return upstream_failure("The upstream answered without saying anything.");
  }
  writer_.end(client.body());
  client.answer(200, "application/json", client.body().view());
  return Next::finished;
}

}  // namespace rota::exchange
