// Turns and bodies; see talks.h.
#include "talks.h"

namespace rota::simulation {

namespace {

constexpr std::int64_t first_tokens = 1500;  // instructions, tools and a question
constexpr std::int64_t turn_tokens = 900;    // an answer and the next question

std::string text_of(const Spoken& spoken, int turn) {
  return "conversation " + std::to_string(spoken.conversation) + ", " + std::to_string(turn);
}

}  // namespace

Spoken Talks::next(std::string& model, double now_ms) {
  Waiting one;
  const auto due = waiting_.begin();
  if (due != waiting_.end() && due->first <= now_ms) {
    one = due->second;
    waiting_.erase(due);
  } else {
    one.conversation = ++last_;
    one.model = plan_.models[dice_.index(plan_.models.size())].name;
  }
  ++one.turns;
  model = one.model;
  open_[one.conversation] = one;
  return {one.conversation, one.turns, plan_.caches ? first_tokens + turn_tokens * (one.turns - 1) : 0};
}

const Answered* Talks::answered(std::uint64_t conversation) const {
  const auto found = open_.find(conversation);
  return found == open_.end() || found->second.turns < 2 ? nullptr : &found->second.answered;
}

void Talks::end(const Spoken& spoken, const Answered* answered, double now_ms) {
  const auto found = open_.find(spoken.conversation);
  if (found == open_.end()) return;
  Waiting one = found->second;
  open_.erase(found);
  if (answered == nullptr || one.turns >= plan_.turns_most) return;
  one.answered = *answered;
  // Nobody reads and writes in less than it takes the news of an answer to reach the pool (limits::report_delay_ms).
  waiting_.emplace(now_ms + dice_.between(plan_.thinks_ms, 5 * plan_.thinks_ms), one);
}

std::string Talks::openai_body(const Spoken& spoken, const std::string& model, bool streams) {
  std::string body = R"({"model":")" + model + R"(",)" + (streams ? R"("stream":true,)" : "") + R"("messages":[)";
  for (int turn = 1; turn <= spoken.turn; ++turn) {
    if (turn > 1) body += R"(,{"role":"assistant","content":"Hello."},)";
    body += R"({"role":"user","content":")" + text_of(spoken, turn) + R"("})";
  }
  return body + "]}";
}

std::string Talks::gemini_body(const Spoken& spoken) {
  std::string body = R"({"contents":[)";
  for (int turn = 1; turn <= spoken.turn; ++turn) {
    if (turn > 1) body += R"(,{"role":"model","parts":[{"text":"Hello."}]},)";
    body += R"({"role":"user","parts":[{"text":")" + text_of(spoken, turn) + R"("}]})";
  }
  return body + "]}";
}

std::string Talks::headers(const Spoken& spoken) {
  return spoken.conversation % 3 == 0 ? "x-session-id: " + std::to_string(spoken.conversation) + "\n" : "";
}

}  // namespace rota::simulation
