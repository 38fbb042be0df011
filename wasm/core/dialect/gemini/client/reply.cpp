// The three writers; see reply.h.
#include "dialect/gemini/client/reply.h"

#include <optional>

#include "dialect/gemini/client/answer.h"
#include "dialect/gemini/client/request.h"
#include "http/head.h"

namespace rota::gemini::clients {

namespace {

constexpr std::size_t id_characters = 22;  // as many as Google's have

AnswerHead answer_head(const dialect::ReplyHead& head, Random& random) {
  const json::Escaped id = head.upstream_id.empty()
                               ? json::escape(head.memory, random.id(head.memory, {}, id_characters))
                               : json::copy(head.memory, head.upstream_id);
  return {id, head.model, head.memory, head.tier};
}

class WholeReply final : public dialect::ReplyWriter {
 public:
  WholeReply(Random& random, Arena& arena) : random_(random), arena_(arena) {}

  [[nodiscard]] bool streams() const override { return false; }
  void begin(const dialect::ReplyHead& head, Buffer&) override {
    said_.clear();
    answer_.emplace(answer_head(head, random_));
  }
  void write(const chat::Fragment& fragment, Buffer&) override {
    answer_->note(fragment);
    said_.push(arena_, fragment.deltas);
  }
  void end(Buffer& out) override {
    json::Writer writer(out);
    answer_->open(writer);
    for (Candidate& candidate : answer_->candidates()) {
      answer_->write_candidate(candidate, said_.begin(), said_.size(), true, writer);
    }
    answer_->close(true, writer);
  }
  void keep_alive(Buffer&) override {}

 private:
  Random& random_;
  Arena& arena_;
  List<List<chat::Delta>> said_;  // by the fragments, which live until the end
  std::optional<AnswerWriter> answer_;
};

/// What stands around each message of a stream.
struct Framing {
  Bytes first;   ///< before the first one
  Bytes next;    ///< before each other
  Bytes after;   ///< behind each
  Bytes at_end;  ///< behind the last one
  bool events = false;
};
constexpr Framing as_events{"data: ", "data: ", "\r\n\r\n", {}, true};
/// As Google breaks its lines.
constexpr Framing as_list{"[", ",\r\n", {}, "\r\n]", false};

/// A message for each step of each candidate. How they ended is told at the end alone, for some models repeat that on
/// every event.
class StreamReply final : public dialect::ReplyWriter {
 public:
  StreamReply(Random& random, const Framing& framing) : random_(random), framing_(framing) {}

  [[nodiscard]] bool streams() const override { return true; }
  [[nodiscard]] bool sends_events() const override { return framing_.events; }
  void begin(const dialect::ReplyHead& head, Buffer&) override {
    some_ = false;
    answer_.emplace(answer_head(head, random_));
  }
  void write(const chat::Fragment& fragment, Buffer& out) override {
    answer_->note(fragment);
    for (Candidate& candidate : answer_->candidates()) {
      if (speaks_of(candidate, fragment)) write_message(candidate, &fragment.deltas, 1, {}, out);
    }
  }
  void end(Buffer& out) override {
    List<Candidate>& candidates = answer_->candidates();
    for (std::size_t i = 0; i < candidates.size(); ++i) {
      write_message(candidates[i], nullptr, 0, {true, i + 1 == candidates.size()}, out);
    }
    out.append(framing_.at_end);
  }
  /// Google's clients take neither comments nor blank lines (measured with gemini-cli 0.61 and LangChain).
  void keep_alive(Buffer&) override {}

 private:
  /// Of many candidates a step is mostly one's, and a message that says nothing is written for nothing.
  static bool speaks_of(const Candidate& candidate, const chat::Fragment& fragment) {
    for (const chat::Delta& delta : fragment.deltas) {
      if (delta.candidate == candidate.index) return true;
    }
    return false;
  }
  struct Place {
    bool ends_candidate = false;
    bool ends_answer = false;
  };
  void write_message(Candidate& candidate, const List<chat::Delta>* said, std::size_t count, Place place, Buffer& out) {
    const std::size_t before = out.size();
    out.append(some_ ? framing_.next : framing_.first);
    json::Writer writer(out);
    answer_->open(writer);
    const bool shows = answer_->write_candidate(candidate, said, count, place.ends_candidate, writer);
    if (!shows && !place.ends_candidate) return out.resize(before);
    answer_->close(place.ends_answer, writer);
    out.append(framing_.after);
    some_ = true;
  }

  Random& random_;
  const Framing& framing_;
  bool some_ = false;  // a message has been written
  std::optional<AnswerWriter> answer_;
};

}  // namespace

Result<dialect::ClientCall> read_chat(const dialect::ChatSource& source, Arena& arena) {
  static_assert(std::is_trivially_destructible_v<WholeReply> && std::is_trivially_destructible_v<StreamReply>);
  const auto read = read_request(source, arena);
  if (!read.ok()) return read.failure();
  dialect::ReplyWriter* writer = nullptr;
  if ((*read)->stream) {
    const bool sse = http::query_value(source.query, "alt", arena) == "sse";
    writer = new (arena.allocate(sizeof(StreamReply), alignof(StreamReply)))
        StreamReply(source.random, sse ? as_events : as_list);
  } else {
    writer = new (arena.allocate(sizeof(WholeReply), alignof(WholeReply))) WholeReply(source.random, arena);
  }
  return dialect::ClientCall{*read, writer};
}

}  // namespace rota::gemini::clients
