// Dialects: the seam between what clients speak and what upstreams speak.
// A client dialect reads a request and hands out the writer of its answer; an upstream dialect writes a request and
// hands out the reader of its answer. Between them stands the neutral conversation (chat/), so N readers and N writers
// do for N x N pairs. Knows the two interfaces; refuses to know any dialect: each is a row of a table (table.h).
#pragma once

#include "base/buffer.h"
#include "base/random.h"
#include "base/secret.h"
#include "chat/answer.h"
#include "chat/cause.h"
#include "chat/conversation.h"
#include "chat/embedding.h"
#include "chat/model.h"
#include "chat/request_kind.h"
#include "chat/signature_cache.h"
#include "chat/upstream_error.h"
#include "dialect/amendments.h"
#include "dialect/conversation_fields.h"
#include "dialect/resources.h"
#include "dialect/route.h"
#include "http/forward.h"
#include "json/reader.h"
#include "responses/store_call.h"

namespace rota::dialect {

/// What the whole of an answer repeats. Known once the upstream has said its first words.
struct ReplyHead {
  json::Escaped upstream_id;   ///< or empty
  Bytes model = {};                 ///< UTF-8: as the upstream was asked for it
  std::int64_t created_s = 0;  ///< seconds since 1970
  chat::ServiceTier tier = chat::ServiceTier::unset;  ///< in which it was answered, where the upstream says so
  Arena& memory;  ///< lives as long as this attempt's answer, longer than any fragment of it
};

/// Writes one client's answer. Remembers the envelope alone: ids, indices, open blocks, what the client asked to see.
/// Lives in the exchange's arena; begin() forgets an earlier attempt.
class ReplyWriter {
 public:
  /// True when the answer is a stream; else it is one document, all of it written by end().
  [[nodiscard]] virtual bool streams() const = 0;
  /// Of a stream: it is one of server-sent events; else one JSON document that grows, which no error can end.
  [[nodiscard]] virtual bool sends_events() const { return true; }
  /// `head` is copied; what it refers to lives until the answer's end.
  virtual void begin(const ReplyHead& head, Buffer& out) = 0;
  /// Of a stream nothing is kept but copies in `ReplyHead::memory`; the fragments of a document live until end().
  virtual void write(const chat::Fragment& fragment, Buffer& out) = 0;
  virtual void end(Buffer& out) = 0;
  /// Tells a client of a stream that nothing is broken; may come before begin() and between any two fragments. Appends
  /// nothing where the dialect has no words for it.
  virtual void keep_alive(Buffer& out) = 0;
  /// Ends a stream that has begun with an error that names the answer; may come at any time, and looks at nothing that an
  /// attempt has left in `ReplyHead::memory`. False, and nothing is written: ClientDialect::write_late_error says it.
  [[nodiscard]] virtual bool fail(const Failure&, Buffer&) { return false; }
  /// What the client's store is to keep of the answer, once it has ended by end() or fail(); without an id nothing. In the
  /// exchange's arena.
  [[nodiscard]] virtual rota::responses::Keepsake keepsake() const { return {}; }

 protected:
  ReplyWriter() = default;
  ~ReplyWriter() = default;
  ReplyWriter(const ReplyWriter&) = default;
  ReplyWriter& operator=(const ReplyWriter&) = default;
};

/// What the store of responses of a request's client does for it.
struct Stored {
  /// Why nothing is stored for this client, the end of a sentence ("no answer is stored here: "); empty: answers are.
  Bytes hindrance = "the setting responses_store is off";
  Bytes records = {};  ///< the store's reply to what Storing::references() has found, JSON; empty: nothing was asked
};

/// A chat request on its way into the neutral conversation. All of it lives as long as the exchange, but the texts in the
/// body only until a stream begins: a writer keeps a copy of whatever an answer repeats
/// (chat::keep_what_answers_repeat has made one of the model and of the tools' names).
struct ChatSource {
  json::Value document;  ///< the body
  Bytes model = {};           ///< from the path, decoded; or empty
  Bytes default_model = {};  ///< for requests that name none; or empty
  Random& random;        ///< for ids; the writer keeps it
  chat::SignatureCache* signatures = nullptr;  ///< of this isolate, or null; the writer keeps it
  Bytes tail = {};       ///< of the route: the path without the dialect's base
  Bytes query = {};      ///< of the request
  std::int64_t now_s = 0;  ///< when the request came, seconds since 1970
  Stored stored = {};
};
struct ClientCall {
  chat::Conversation* conversation = nullptr;
  ReplyWriter* writer = nullptr;
};

/// Writes the vectors of one embeddings request, as they come. Lives in the exchange's arena.
class EmbeddingsWriter {
 public:
  /// Appends the next vector, a JSON array of numbers, in the order of the texts.
  virtual void add(json::Raw vector, Buffer& out) = 0;
  virtual void end(const chat::Usage& usage, Buffer& out) = 0;

 protected:
  EmbeddingsWriter() = default;
  ~EmbeddingsWriter() = default;
};
/// An embeddings request likewise.
struct EmbeddingsSource {
  json::Value document;
  Bytes model = {};
  Bytes tail = {};
};
struct EmbeddingsCall {
  chat::EmbeddingTask* task = nullptr;
  EmbeddingsWriter* writer = nullptr;
};

/// What the body of a request that passes as it is refers to.
struct BodyNames {
  List<Bytes> models;   ///< every model that may be called, as the client calls it; UTF-8
  bool unclear = false; ///< something stands where a model's name belongs that is none
  bool stored = false;  ///< something that the upstream stores
};

/// A request of Operation::stored.
struct StoredRequest {
  Bytes method = {};
  Bytes tail = {};   ///< of the route
  Bytes id = {};     ///< that the path names, decoded
  Bytes query = {};
};
/// How answers are kept between two requests.
struct Storing {
  /// What the request refers to of what has been stored: well-formed names alone, for read_chat() complains of others. In
  /// `arena`, or views into `body`, which is looked at by `reader` only where it may refer to anything.
  rota::responses::References (*references)(Bytes body, json::Reader& reader, Arena& arena) = nullptr;
  /// Appends the answer. `record`: what the store has given, or has erased; null: it has none of that id. Fails with the
  /// client's blame; what it says lives in `arena`.
  Status (*answer)(const StoredRequest& request, json::Value record, Buffer& out, Arena& arena) = nullptr;
};

/// A wire format that clients speak. A null function: the dialect has no such thing, or Rota does not translate it.
struct ClientDialect {
  Bytes label = {};   ///< in settings, statistics and logs
  Bytes vendor = {};  ///< whose interface it is, for sentences

  // Routes.
  const Bytes* bases = nullptr;  ///< what may stand before a route's path, the longest first
  std::size_t base_count = 0;
  Bytes home = {};  ///< the base of a call whose path has another version, or none
  /// The dialect that this one is a part of, where an upstream may speak both; or null. RoutePattern::yields.
  const ClientDialect* part_of = nullptr;
  Bytes header = {};  ///< that the dialect's clients send: under a base of several dialects it tells whose a request is
  const RoutePattern* routes = nullptr;
  std::size_t route_count = 0;
  bool model_in_body = false;  ///< a request names its model in the member `model` of its body, else in its path
  /// Members of a body that say which model is called and how much it does. Each may stand there once, spelt as here:
  /// of two servers one takes the first and the other the last.
  const Bytes* single_members = nullptr;
  std::size_t single_member_count = 0;
  /// What a body of a call refers to, wherever it may do so. Null: nothing is known of that.
  void (*names_in)(json::Value body, BodyNames& names, Arena& arena) = nullptr;
  ConversationFields conversation = {};  ///< of bodies of chats

  // Requests. Each fails with the client's blame and the field at fault; what it makes lives in `arena`.
  Result<ClientCall> (*read_chat)(const ChatSource& source, Arena& arena) = nullptr;
  Result<EmbeddingsCall> (*read_embeddings)(const EmbeddingsSource& source, Arena& arena) = nullptr;

  /// How clients call a field, for complaints; empty for Field::none. A literal.
  Bytes (*spell)(Field field) = nullptr;

  // Answers. Each appends a whole body.
  void (*write_models)(const List<chat::Model>& models, Buffer& out) = nullptr;
  void (*write_model)(const chat::Model& model, Buffer& out) = nullptr;
  /// Where a list of models has them, and which member of each says its name.
  Bytes list_member = {};
  Bytes name_member = {};
  Bytes next_page_member = {};  ///< the member beside the list that leads to its next page; empty: it has no pages
  /// How many tokens a request would be: the answer to Operation::count_tokens, whose request read_chat() reads.
  void (*write_count)(std::int64_t tokens, Buffer& out) = nullptr;
  const Storing* storing = nullptr;  ///< or null: nothing is ever kept
  void (*write_error)(const Failure& failure, Buffer& out) = nullptr;
  /// The HTTP status of an answer with that error. Null: Failure::status.
  std::uint16_t (*error_status)(const Failure& failure) = nullptr;
  /// Appends what the head of such an answer has besides what it has in every dialect, by http::append_header(). Null:
  /// nothing.
  void (*error_headers)(const Failure& failure, Buffer& head) = nullptr;
  /// The header in which clients look for the request's id, beside x-request-id; or empty.
  Bytes request_id_header = {};
  /// An error in a stream that has begun, as an event of its own behind whole ones; it ends the stream.
  void (*write_late_error)(const Failure& failure, Buffer& out) = nullptr;
  /// Whether the answer to such a request, once it has begun, is a stream that write_late_error() can end.
  bool (*asks_for_events)(const http::RequestHead& head) = nullptr;
};

/// What was asked of the upstream that refused it, as far as a refusal may depend on it.
struct Asked {
  Bytes client = {};            ///< label of the client's dialect
  Bytes model = {};             ///< empty: the request concerns none
  std::size_t text_bytes = 0;   ///< of the request without the data of its media; 0: not known
  Bytes kind = {};              ///< what sets it apart from plain text (chat/request_kind.h); empty: nothing
  bool upstream_tools = false;  ///< the request uses tools of the upstream's own
  bool clients_key = false;     ///< the client brought the key
  bool stored = false;          ///< the request refers to something that the upstream stores
};

/// Understands the answer to the request that write_chat() wrote. Ended by its destructor.
class ReplyReader {
 public:
  ReplyReader() = default;
  ReplyReader(const ReplyReader&) = delete;
  ReplyReader& operator=(const ReplyReader&) = delete;
  virtual ~ReplyReader() = default;
  /// A new attempt's answer begins.
  virtual void begin() = 0;
  /// A whole answer or one event of a stream; no error (UpstreamDialect::error_in). Its deltas name their blocks
  /// (chat/answer.h; reading/blocks.h numbers them). Views point into the message or into `arena`. Fails with the upstream's blame (502) when it is no answer.
  [[nodiscard]] virtual Result<chat::Fragment> read(json::Value message, Arena& arena) = 0;
  /// A stream's upstream has said that there is nothing more. What is left of the answer, and how it ended where no message
  /// has said so but what it cost; usually nothing.
  [[nodiscard]] virtual chat::Fragment close(Arena&) { return {}; }
  /// Whether the model is one of those that pause in a long answer (chat::Finish::paused), by its name or by what has been
  /// read of the answer.
  [[nodiscard]] virtual bool may_pause() const { return false; }
};

/// How an answer that passes as it is says that it is finished, and that it says anything.
struct Finish {
  Bytes members[2] = {};  ///< in quotes: members whose text says that it is, and why
  Bytes content[2] = {};  ///< in quotes: lists, one of which has an entry in answers that say something
  Bytes words[3] = {};    ///< in quotes: texts, one of which is not empty in most answers that say something
  Bytes silent = {};      ///< in quotes: by this member first, with an empty text, such an entry says nothing; or empty
  /// The error that an answer is which stops for `reason`, such a text; null when it is none, and where no reason is one.
  const chat::UpstreamError* (*error_of)(Bytes reason, Arena& arena) = nullptr;
  /// What a model's answer says, whole or an event of a stream: enough to know an empty answer. Null: none is known.
  Result<chat::Fragment> (*read)(json::Value message, Arena& arena) = nullptr;
};

/// How a key, or a model with it, is tried. A model's name is one as UpstreamDialect::read_model gives it.
struct Probe {
  /// What every key of the vendor's can be asked for, cheaply; empty when there is no such model.
  Bytes cheap_model = {};
  /// The path and the body of the smallest request that shows whether a key serves the model. `embeds`: it can only
  /// embed.
  Bytes (*path)(Bytes model, bool embeds, Arena& arena) = nullptr;
  void (*write)(Bytes model, bool embeds, Buffer& out) = nullptr;
};

/// How the tokens of a chat request are counted without answering it. All null: the upstream does not.
struct Counting {
  Bytes (*path)(const chat::Conversation& conversation, Arena& arena) = nullptr;
  /// Appends the body: the request as UpstreamDialect::write_chat would write it, wrapped. Fails as that does.
  Status (*write)(const chat::Conversation& conversation, const Amendments& amendments, Buffer& out, Arena& arena) = nullptr;
  /// The whole input in tokens; 502 when the answer does not say.
  Result<std::int64_t> (*read)(json::Value root) = nullptr;
};

/// What the URL of an upstream shows of it.
struct BaseUrl {
  bool (*owns)(Bytes base_url) = nullptr;  ///< the upstream behind it speaks this dialect
  /// The part of that dialect with this label (ClientDialect::part_of), too. Null: no URL shows that.
  bool (*speaks_part)(Bytes base_url, Bytes label) = nullptr;
  Bytes (*normal)(Bytes base_url) = nullptr;  ///< without what a request's path brings itself; no '/' at its end
};

/// A wire format that upstreams speak. A null function: the dialect has no such thing, or Rota does not translate it.
struct UpstreamDialect {
  Bytes label = {};   ///< in settings, statistics and logs
  Bytes vendor = {};  ///< whose interface it is, for sentences
  const ClientDialect* native = nullptr;  ///< whose requests and answers pass as they are

  // Where and who.
  BaseUrl base_url = {};
  /// Appends the one header that carries the key.
  void (*authorize)(Secret key, Buffer& headers) = nullptr;
  /// Whether a text has the shape of a key of this vendor's.
  bool (*looks_like_key)(Secret key) = nullptr;

  // Models. `model` is a name as read_model() gives it, where not said otherwise.
  /// A client's name of a model without the vendor's prefixes. UTF-8, a view into the argument.
  Bytes (*strip_model)(Bytes name) = nullptr;
  /// The same, or 404 for what can be no model's name. In `arena`, or a view into the argument.
  Result<Bytes> (*read_model)(Bytes name, Arena& arena) = nullptr;
  Bytes (*models_path)(Bytes page, Arena& arena) = nullptr;  ///< of one page of the list; `page` is empty for the first
  Bytes (*model_path)(Bytes model, Arena& arena) = nullptr;
  /// Appends the page's models and replaces `page.next_page`; 502 when it is no such list.
  Status (*read_models)(json::Value root, Arena& arena, chat::ModelPage& page) = nullptr;
  Result<chat::Model> (*read_one_model)(json::Value root, Arena& arena) = nullptr;
  json::Escaped model_owner = {};  ///< of models whose own owner nobody says, for lists of models
  Probe probe = {};

  // Chat.
  bool (*reads_url)(Bytes url) = nullptr;  ///< the upstream fetches this URL (UTF-8) itself
  Bytes (*chat_path)(const chat::Conversation& conversation, Arena& arena) = nullptr;
  /// Appends the body and makes the reader of its answer, in `arena`. Fails with the client's blame (400, 413) for what
  /// cannot be said upstream; `out` is then unusable.
  Result<ReplyReader*> (*write_chat)(const chat::Conversation& conversation, const Amendments& amendments, Buffer& out,
                                     Arena& arena) = nullptr;
  /// What the refusal of a request that was amended so already asks for besides; nothing for every other error.
  Amendments (*amendments_for)(const chat::UpstreamError& error, const Amendments& made) = nullptr;
  chat::ServiceTier (*tier_of)(const http::Headers& headers) = nullptr;

  Counting counting = {};

  // Embeddings.
  Bytes (*embeddings_path)(const chat::EmbeddingTask& task, Arena& arena) = nullptr;
  /// Appends the body for `count` texts from the `first` on: at most limits::embedding_batch.
  void (*write_embeddings)(const chat::EmbeddingTask& task, std::size_t first, std::size_t count, Buffer& out) = nullptr;
  Result<chat::Embeddings> (*read_embeddings)(json::Value root, Arena& arena) = nullptr;
  /// The vectors that the model gives may be of any length.
  bool (*needs_unit_length)(const chat::EmbeddingTask& task) = nullptr;

  // Requests and answers that pass as they are.
  http::Forwarded forwarded = {};  ///< what goes up of the request's head besides http::common_headers
  /// The path and query of such a request, with `model` in the place of what the client called it; empty: as it is.
  Bytes (*native_path)(const Route& route, Bytes model, Arena& arena) = nullptr;
  /// What sets such a request apart from plain text. `body` is absent where it is no JSON.
  void (*read_shape)(const http::RequestHead& head, json::Value body, chat::RequestShape& shape) = nullptr;
  /// Whether such a request's answer, as a stream of events, says when it is finished.
  bool (*streams_answer)(const Route& route) = nullptr;
  Finish finish = {};
  Bytes usage_member = {};  ///< the member of an answer that says what it cost; the last one counts
  Bytes usage_member_else = {};  ///< the same in answers that have no such member; or empty
  const Resources* resources = nullptr;  ///< or null: the upstream keeps nothing for one key alone
  bool (*read_usage)(json::Value usage, chat::Usage& out) = nullptr;
  /// What the request asks for may come without its usage: it asks for some members only, or in another format.
  bool (*hides_usage)(const http::RequestHead& head, Arena& arena) = nullptr;
  /// For a request whose answer is a stream that would not say what it cost: its body (`text`, read as `body`) with the
  /// wish that it does. Empty: it says so by itself, or is no stream.
  Bytes (*with_usage)(json::Value body, Bytes text, Arena& arena) = nullptr;
  /// Whether an event of a stream is there for its usage alone, as an answer to that wish.
  bool (*is_usage_event)(json::Value event) = nullptr;
  /// Whether a refusal is about that wish: there are servers that do not know it.
  bool (*refuses_usage)(const chat::UpstreamError& error) = nullptr;

  // Errors.
  /// Reads an answer with an error status, in this dialect's envelope or in another's. `headers` are the answer's,
  /// which may say when to come back. Texts are copied into `arena`, with every key redacted.
  chat::UpstreamError (*read_error)(std::uint16_t http_status, const http::Headers& headers, Bytes body,
                                    json::Reader& reader, Arena& arena) = nullptr;
  /// The error that a 2xx answer, or a message of a stream, is instead; null when it is none.
  const chat::UpstreamError* (*error_in)(json::Value message, Arena& arena) = nullptr;
  /// What an error in this dialect's envelope means (table.h: classify() for any). Texts live in `arena`.
  chat::Diagnosis (*classify)(const chat::UpstreamError& error, const Asked& asked, Arena& arena) = nullptr;
};

/// What a request asks of this upstream: where it speaks another dialect, what the route is in every one.
[[nodiscard]] inline Operation operation_of(const Route& route, const UpstreamDialect& upstream) {
  const bool translated = upstream.native != route.dialect && route.as != Operation::unknown;
  return translated ? route.as : route.operation;
}

}  // namespace rota::dialect
