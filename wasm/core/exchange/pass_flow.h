// Pass flow: a request whose dialect the upstream speaks itself, passed on byte for byte in both directions.
// A stream of events is passed on event by event: what is no whole event, or is an error, is not; and one that ends
// before it has said that it is finished ends with an error in the client's dialect. An answer that says nothing at all is
// asked for once more, like any other failure of the upstream.
// Knows which headers and which query stay behind and how to see usage and ends go by; refuses to change a body but for
// the model's name and the wish that a stream says what it cost, whose answer the client does not see.
#pragma once

#include "exchange/error_first.h"
#include "exchange/flow.h"
#include "exchange/passing_events.h"
#include "exchange/passing_resources.h"
#include "exchange/passing_silence.h"
#include "exchange/usage_event.h"
#include "exchange/usage_tail.h"

namespace rota::exchange {

/// What has come of an answer in one piece that may be an error, or of any that may be empty.
struct Held {
  Buffer text;
  ErrorFirst beginning;
  bool may_refuse = false;  ///< it is a model's, which may stop for a reason that is an error
  PassingSilence silence;
};

/// What is passed on.
struct Passed {
  Bytes model;
  Bytes body;
  Bytes plain;  ///< the body without the wish for usage; the same as `body` where it has none, or the client's own
  chat::RequestShape shape;
  json::Value read;  ///< the request's body; absent: nobody has read it
  chat::Identity identity;
};

/// Where the upstream has what the request asks for: its own path and query, without what stays behind, and with `model` in
/// the place of what the client called it; empty: as it is. In `arena`.
[[nodiscard]] Bytes passed_url(const Request& request, const Settings& settings, Bytes model, Arena& arena);

/// What goes up, but for the key.
struct Sent {
  Bytes method;
  Bytes url;
  Bytes body;
  Bytes plain;  ///< as Passed::plain
  Buffer headers;
};

class PassFlow final : public Flow {
 public:
  /// Where a dialect names the model in the body, a JSON body is read for it, so it must be JSON there; else it is looked
  /// into for the request's shape alone. The flow lives in `arena`.
  [[nodiscard]] static Result<Flow*> make(const Request& request, const Settings& settings, json::Reader& reader,
                                          Arena& arena);

  PassFlow(const Request& request, const Settings& settings, json::Reader& reader, Arena& arena, const Passed& passed);
  [[nodiscard]] Bytes model() const override { return model_; }
  [[nodiscard]] bool passes_errors() const override { return true; }
  [[nodiscard]] Result<UpstreamRequest> call() override;
  /// Only chat is asked with a model and a body: of everything else the head comes at once.
  [[nodiscard]] bool answers_whole() const override {
    return sent_.method == "POST" && !model_.empty() && !shape_.streams;
  }
  void describe(dialect::Asked& asked) const override;
  [[nodiscard]] pool::OwnerWish owner() const override { return resources_.wish(); }
  [[nodiscard]] List<dialect::Resource> learned() const override { return resources_.found(); }
  void confirm(ClientSide& client) override;
  [[nodiscard]] chat::Identity identity() const override { return identity_; }
  [[nodiscard]] bool needs_request() const override { return !committed_; }
  [[nodiscard]] bool amend(const chat::UpstreamError& error) override;
  void accept(std::uint16_t status, const http::Headers& headers, double now_ms, ClientSide& client) override;
  [[nodiscard]] Result<Next> take(Bytes chunk, ClientSide& client) override;
  [[nodiscard]] Result<Next> end(ClientSide& client) override;
  [[nodiscard]] const chat::UpstreamError* upstream_error() const override { return error_; }
  [[nodiscard]] chat::Usage usage() override { return tail_.read(upstream_, reader_, arena_); }

 private:
  void begin(ClientSide& client);
  void commit(ClientSide& client);
  void commit_held(ClientSide& client);
  Bytes hold(Bytes chunk);
  [[nodiscard]] const chat::UpstreamError* error_of_whole(const ClientSide& client);
  [[nodiscard]] bool may_be_refused(Bytes begun) const;
  [[nodiscard]] const chat::UpstreamError* error_of_finish(Bytes end) const;
  /// The stream has an event that the client did not ask for.
  [[nodiscard]] bool filters() const { return sent_.body.data() != sent_.plain.data() && events_; }
  [[nodiscard]] Result<Next> take_events(Bytes chunk, ClientSide& client);
  [[nodiscard]] Status pass_event(Bytes event, ClientSide& client);
  [[nodiscard]] Status look_at(Bytes data);
  [[nodiscard]] Status take_remainder(ClientSide& client);
  [[nodiscard]] Status check_end() const;

  json::Reader& reader_;
  Arena& arena_;
  const dialect::UpstreamDialect& upstream_;
  Bytes model_;
  Sent sent_;
  Bytes resource_;  // what it is about where it concerns no model
  chat::RequestShape shape_;
  chat::Identity identity_;
  bool asks_model_;   // the answer is a model's, so it says something
  bool must_finish_;  // and as a stream it says when it is finished
  PassingResources resources_;
  UsageTail tail_;
  Held held_;
  std::uint16_t status_ = 0;
  bool committed_ = false;     // no other attempt will be made
  bool events_ = false;        // of the attempt under way: its answer is a stream of events
  bool json_ = false;          // or JSON
  bool says_ = false;          // something has come of it
  bool finished_ = false;      // it has said so
  PassingEvents passing_;
  UsageEvents usage_events_;
  const chat::UpstreamError* error_ = nullptr;  // that the answer holds
  http::Headers answer_headers_;  // of the attempt under way, in the exchange's arena
};

}  // namespace rota::exchange
