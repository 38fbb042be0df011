// Operation: one administrator's request while it is under way.
// Knows how a question goes out, how its answer comes back and how the request is answered; refuses to know what the
// question is for (the classes that derive from it) and whose turn it is (desk).
#pragma once

#include "admin/doubts.h"
#include "admin/request.h"
#include "admin/sessions.h"
#include "base/message.h"
#include "json/reader.h"
#include "pool/admin_desk.h"
#include "store/query.h"

namespace rota::admin {

/// What an operation may use in one step.
struct Step {
  const pool::PoolParts& pool;
  Sessions& sessions;
  Doubts& doubts;
  double now_ms;
  Actions& out;
};

/// A route makes one, the desk begins it when its turn has come, and it ends by one of the answers below. It has one
/// question under way at a time; the answer is a call of the take_ function of that question, which the class
/// overrides. A question that fails never comes back to the class: the operation ends with 503. Of a change whose answer
/// is lost D1 is asked whether it made it, and the 503 says so.
class Operation {
 public:
  Operation() = default;
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;
  virtual ~Operation() = default;

  // For the desk.
  /// Before anything else. `token` is that of its questions; `id` as Request has it. Everything is copied.
  void open(const pool::AdminCall& call, Bytes id, bool confirmed, std::uint32_t call_token, std::uint32_t token);
  virtual void begin(Step& step) = 0;
  /// The answer to the question under way, or its failure; any other event changes nothing.
  void take_answer(const Event& event, Step& step);
  /// The load that publish() has asked for has ended.
  void take_load(Step& step);
  [[nodiscard]] bool has_ended() const { return ended_; }

 protected:
  [[nodiscard]] Arena& arena() { return arena_; }     ///< for all that lives as long as the operation
  /// It has read the answer to a question, too, which is void with its next use.
  [[nodiscard]] json::Reader& reader() { return reader_; }
  [[nodiscard]] const Request& request() const { return request_; }

  // Questions. What is sent is copied before the step ends.
  /// An empty query of D1, to be filled and handed to ask_rows() or write(). One at a time.
  [[nodiscard]] store::Query new_query();
  /// Ends the query and sends it; take_rows() gets the results. The pool made the tables when it loaded its keys.
  void ask_rows(store::Query& query, Step& step);
  /// Adds a new version of the configuration and the id of the change, its last statements, and sends one transaction;
  /// take_changes() gets the results.
  void write(store::Query& query, Step& step);
  void ask_seal(const List<Secret>& texts, const List<Bytes>& places, Step& step);  ///< take_sealed()
  void ask_digest(Secret text, Step& step);               ///< take_digest()
  void ask_signature(Secret text, Step& step);            ///< take_signature()
  void ask_random(std::uint32_t bytes, Step& step);       ///< take_random()
  /// What was written takes effect; then take_published().
  void publish(Step& step);

  // Answers to the request. Each ends the operation; the texts are copied.
  void add_header(Bytes name, Bytes value);
  void answer_json(std::uint16_t status, Bytes json, Step& step);
  void answer_text(Bytes content_type, Bytes body, Step& step);
  void answer_file(Bytes content_type, Bytes file_name, Bytes body, Step& step);
  void refuse(const Failure& failure, Step& step);
  /// The answer to the last question cannot be used. `said` is the host's word on it, if any.
  void answer_failed(Bytes said, Step& step);

 private:
  /// D1 has not given the rows that were asked for. False: that is what the request is told.
  [[nodiscard]] virtual bool answer_without_rows(Step&) { return false; }
  // The views live as long as the step. What no class has asked for does not come.
  virtual void take_rows(const store::Results& results, Step& step);
  virtual void take_changes(const store::Results& results, Step& step);
  /// The texts in their order; fewer when one of them is none.
  virtual void take_sealed(const List<Bytes>& texts, Step& step);
  virtual void take_digest(Bytes digest, Step& step);
  virtual void take_signature(Bytes signature, Step& step);
  virtual void take_random(Bytes bytes, Step& step);
  virtual void take_published(Step& step);

  enum class Question : std::uint8_t { none, rows, changes, doubt, seal, digest, signature, random };
  void wait_for(Question question);
  void deliver(const Event& event, Step& step);
  void deliver_results(Bytes body, Step& step);
  void deliver_sealed(Bytes body, Step& step);
  void ask_whether_made(Bytes said, Step& step);
  void take_doubt(Bytes body, Step& step);
  void end(const pool::AdminAnswer& answer, Step& step);

  Arena arena_;
  json::Reader reader_;
  Request request_;
  Buffer question_;  // the body of the action under way
  Bytes write_;      // the id of the change under way
  Bytes unsaid_;     // what the host said in the place of D1's answer to it
  Buffer headers_;   // of the answer, "name: value" a line
  std::uint32_t call_token_ = 0;
  std::uint32_t token_ = 0;
  Question asked_ = Question::none;
  bool waiting_ = false;     // for the answer to what it asked
  bool publishing_ = false;  // for take_load()
  bool made_ = false;        // the change whose answer was lost
  bool ended_ = false;
};

/// Answers a call of the pool with what the desk says.
void send_answer(const pool::AdminAnswer& answer, const pool::PoolParts& pool, std::uint32_t call_token, Actions& out);

}  // namespace rota::admin
