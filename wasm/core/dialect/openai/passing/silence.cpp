// See silence.h.
#include "dialect/openai/passing/silence.h"

#include "base/limits.h"
#include "dialect/openai/upstream/endings.h"
#include "dialect/reading/error_body.h"

namespace rota::openai {

namespace {

using chat::Delta;
using chat::Finish;

/// Of a message or a delta of chat; "text": of a choice of completions.
constexpr Bytes answering[] = {"content", "refusal", "text", "tool_calls", "function_call", "audio", "images"};
constexpr Bytes thoughts[] = {"reasoning_content", "reasoning", "thinking", "reasoning_details"};

Delta& add(Delta::Kind kind, std::uint32_t candidate, chat::Fragment& fragment, Arena& arena) {
  Delta& delta = fragment.deltas.push(arena, Delta{});
  delta.kind = kind;
  delta.candidate = candidate;
  return delta;
}

void note_said(json::Value said, std::uint32_t candidate, chat::Fragment& fragment, Arena& arena) {
  for (const json::Member member : said.members()) {
    const bool answers = json::is_among(member.name, answering);
    if (!answers && !json::is_among(member.name, thoughts)) continue;
    if (member.value.is_string()) {
      add(answers ? Delta::Kind::text : Delta::Kind::thought, candidate, fragment, arena).text = member.value.escaped();
    } else if (member.value.count() != 0) {
      Delta& delta = add(answers ? Delta::Kind::tool_call : Delta::Kind::thought, candidate, fragment, arena);
      if (!answers) delta.text = "...";
    }
  }
}

}  // namespace

Result<chat::Fragment> read_passing(json::Value message, Arena& arena) {
  const json::Value choices = reading::unwrap(message)["choices"];
  if (!choices.is_array()) return upstream_failure("The upstream sent something that is no answer.");
  chat::Fragment fragment;
  std::int64_t place = 0;
  for (const json::Value choice : choices.elements()) {
    std::int64_t index = place++;
    static_cast<void>(choice["index"].integer(index));
    if (index < 0 || index >= limits::candidates) index = 0;
    const auto candidate = static_cast<std::uint32_t>(index);
    const bool whole = choice["message"].is_object();
    note_said(whole ? choice["message"] : choice["delta"].is_object() ? choice["delta"] : choice, candidate, fragment, arena);
    const json::Value reason = choice["finish_reason"];
    if (reason.escaped().empty()) continue;
    const Ending* ending = find_ending(reason);
    add(Delta::Kind::finish, candidate, fragment, arena).finish = ending != nullptr ? ending->finish : Finish::stop;
  }
  return fragment;
}

}  // namespace rota::openai
