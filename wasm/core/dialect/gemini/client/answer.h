// Answers for Google's clients: what a model said, as GenerateContentResponse.
// Knows candidates, parts, and what stands beside them; refuses to know whether the answer is a stream (reply.h), and
// upstreams.
#pragma once

#include "chat/answer.h"
#include "json/writer.h"

namespace rota::gemini::clients {

/// What every message of one answer repeats. The views live as long as the exchange.
struct AnswerHead {
  json::Escaped id;
  Bytes model;    ///< UTF-8
  Arena& memory;  ///< lives as long as the answer, longer than one event
  chat::ServiceTier tier = chat::ServiceTier::unset;
};

/// What one candidate has said so far, as far as what follows needs it; all of it in AnswerHead::memory.
struct Candidate {
  std::uint32_t index = 0;
  bool in_call = false;   ///< a call is under way: these four are its
  json::Escaped call_id;  ///< or empty
  json::Escaped call_name;
  json::Escaped call_signature;
  List<Bytes> arguments;   ///< in pieces
  bool malformed = false;  ///< there was a call whose arguments were no object
  chat::Finish finish = chat::Finish::none;
  json::Escaped finish_message;
  List<chat::Citation> citations;
};

/// Writes messages of one answer. Lives in an arena: it owns no memory.
class AnswerWriter {
 public:
  explicit AnswerWriter(const AnswerHead& head);

  /// Notes what counts at the end: usage, finishes, sources.
  void note(const chat::Fragment& fragment);
  /// All that have been noted; at least one.
  [[nodiscard]] List<Candidate>& candidates();

  /// Appends the message up to its first candidate; its candidates; and its end, the last one's with the usage.
  void open(json::Writer& writer) const;
  /// One candidate with what the deltas of `count` lists say of it; `last`: and how it ended. False: it has nothing to
  /// say, and of a message that is not the last there is nothing to send.
  bool write_candidate(Candidate& candidate, const List<chat::Delta>* lists, std::size_t count, bool last,
                       json::Writer& writer) const;
  void close(bool last, json::Writer& writer) const;

 private:
  AnswerHead head_;
  chat::Usage usage_;
  List<Candidate> candidates_;
};

}  // namespace rota::gemini::clients
