// Candidates and what stands beside their parts; see answer.h.
#include "dialect/gemini/client/answer.h"

#include "dialect/gemini/client/answer_parts.h"
#include "dialect/gemini/client/grounding.h"
#include "dialect/gemini/client/usage.h"

namespace rota::gemini::clients {

namespace {

using chat::Delta;
using chat::Finish;

/// A call that cannot be read is one that the model got wrong, which Google has a reason for.
json::Escaped finish_reason(const Candidate& candidate) {
  switch (candidate.finish) {
    case Finish::length:
    case Finish::paused:
      return "MAX_TOKENS";
    case Finish::content_filter:
      return "SAFETY";
    case Finish::other:
      return "OTHER";
    case Finish::none:
    case Finish::stop:
    case Finish::tool_calls:
      break;
  }
  return candidate.malformed ? json::Escaped("MALFORMED_FUNCTION_CALL") : json::Escaped("STOP");
}

void write_token(const chat::TokenLogprob& token, json::Writer& writer) {
  writer.begin_object();
  writer.key("token");
  writer.string(token.token);
  writer.key("logProbability");
  writer.raw(token.logprob);
  writer.end_object();
}

/// Calls `visit` with each choice of a token that the candidate made.
template <class Visit>
void each_choice(const List<Delta>* lists, std::size_t count, std::uint32_t candidate, Visit visit) {
  for (std::size_t i = 0; i < count; ++i) {
    for (const Delta& delta : lists[i]) {
      if (delta.candidate != candidate || delta.kind != Delta::Kind::logprobs) continue;
      for (const chat::TokenChoice& choice : delta.logprobs) visit(choice);
    }
  }
}

/// The member logprobsResult, whose two lists run in parallel. False, and nothing, where there are none.
bool write_logprobs(const List<Delta>* lists, std::size_t count, std::uint32_t candidate, json::Writer& writer) {
  bool any = false;
  each_choice(lists, count, candidate, [&any](const chat::TokenChoice&) { any = true; });
  if (!any) return false;
  writer.key("logprobsResult");
  writer.begin_object();
  writer.key("topCandidates");
  writer.begin_array();
  each_choice(lists, count, candidate, [&writer](const chat::TokenChoice& choice) {
    writer.begin_object();
    writer.key("candidates");
    writer.begin_array();
    for (const chat::TokenLogprob& token : choice.top) write_token(token, writer);
    writer.end_array();
    writer.end_object();
  });
  writer.end_array();
  writer.key("chosenCandidates");
  writer.begin_array();
  each_choice(lists, count, candidate,
              [&writer](const chat::TokenChoice& choice) { write_token(choice.chosen, writer); });
  writer.end_array();
  writer.end_object();
  return true;
}

Candidate& find(std::uint32_t index, Arena& memory, List<Candidate>& candidates) {
  for (Candidate& known : candidates) {
    if (known.index == index) return known;
  }
  Candidate& added = candidates.push(memory, Candidate{});
  added.index = index;
  return added;
}

void keep_citations(const List<chat::Citation>& citations, Arena& memory, Candidate& candidate) {
  for (const chat::Citation& citation : citations) {
    chat::Citation& kept = candidate.citations.push(memory, citation);
    kept.quote = memory.copy(citation.quote);
    kept.url = json::copy(memory, citation.url);
    kept.title = json::copy(memory, citation.title);
  }
}

}  // namespace

AnswerWriter::AnswerWriter(const AnswerHead& head) : head_(head) {}

void AnswerWriter::note(const chat::Fragment& fragment) {
  usage_.merge(fragment.usage);
  for (const Delta& delta : fragment.deltas) {
    Candidate& candidate = find(delta.candidate, head_.memory, candidates_);
    if (delta.kind == Delta::Kind::citations) keep_citations(delta.citations, head_.memory, candidate);
    if (delta.kind != Delta::Kind::finish) continue;
    candidate.finish = delta.finish;
    if (candidate.finish_message != delta.text) candidate.finish_message = json::copy(head_.memory, delta.text);
  }
}

List<Candidate>& AnswerWriter::candidates() {
  if (candidates_.empty()) candidates_.push(head_.memory, Candidate{});
  return candidates_;
}

void AnswerWriter::open(json::Writer& writer) const {
  writer.begin_object();
  writer.key("candidates");
  writer.begin_array();
}

bool AnswerWriter::write_candidate(Candidate& candidate, const List<Delta>* lists, std::size_t count, bool last,
                                   json::Writer& writer) const {
  writer.begin_object();
  writer.key("content");
  writer.begin_object();
  writer.key("parts");
  writer.begin_array();
  PartsWriter parts(candidate, head_.memory, writer);
  for (std::size_t i = 0; i < count; ++i) {
    for (const Delta& delta : lists[i]) {
      if (delta.candidate == candidate.index) parts.add(delta);
    }
  }
  parts.close();
  // Clients look into the parts of every content.
  if (!parts.any()) writer.raw(R"({"text":""})");
  writer.end_array();
  writer.key("role");
  writer.escaped("model");
  writer.end_object();
  if (last) {
    writer.key("finishReason");
    writer.escaped(finish_reason(candidate));
    if (!candidate.finish_message.empty()) {
      writer.key("finishMessage");
      writer.escaped(candidate.finish_message);
    }
    write_grounding(candidate.citations, writer);
  }
  const bool weighed = write_logprobs(lists, count, candidate.index, writer);
  writer.key("index");
  writer.integer(candidate.index);
  writer.end_object();
  return parts.any() || weighed;
}

void AnswerWriter::close(bool last, json::Writer& writer) const {
  writer.end_array();
  if (last) {
    writer.key("usageMetadata");
    write_usage(usage_, head_.tier, writer);
  }
  writer.key("modelVersion");
  writer.string(head_.model);
  writer.key("responseId");
  writer.escaped(head_.id);
  writer.end_object();
}

}  // namespace rota::gemini::clients
