// Efforts to budgets and levels, after the table of Google's own OpenAI layer; see thinking.h.
#include "dialect/gemini/request/thinking.h"

#include "base/text.h"

namespace rota::gemini {

namespace {

using Effort = chat::Thinking::Effort;

std::int64_t budget_for(Effort effort, const ModelTraits& traits) {
  switch (effort) {
    case Effort::none:
      return traits.budget_off;
    case Effort::minimal:
    case Effort::low:
      return 1024;
    case Effort::medium:
      return 8192;
    case Effort::high:
      return 24576;
    case Effort::max:
    case Effort::unset:
      break;
  }
  return traits.budget_max;
}

/// The budget that still leaves room for an answer, and that the family takes.
std::int64_t fit_budget(std::int64_t budget, const ModelTraits& traits, std::uint64_t max_tokens) {
  if (budget < 0) return -1;  // the model decides
  if (max_tokens > 0 && static_cast<std::uint64_t>(budget) > max_tokens / 4 * 3) {
    budget = static_cast<std::int64_t>(max_tokens / 4 * 3);
  }
  if (budget > traits.budget_max) budget = traits.budget_max;
  return budget < traits.budget_min ? traits.budget_off : budget;
}

json::Escaped level_for(Effort effort, const ModelTraits& traits) {
  const json::Escaped lowest = traits.level_minimal ? json::Escaped("MINIMAL") : json::Escaped("LOW");
  switch (effort) {
    case Effort::none:
    case Effort::minimal:
      return lowest;
    case Effort::low:
      return traits.level_low ? json::Escaped("LOW") : json::Escaped("HIGH");
    case Effort::medium:
      return traits.level_medium ? json::Escaped("MEDIUM") : json::Escaped("HIGH");
    case Effort::high:
    case Effort::max:
    case Effort::unset:
      break;
  }
  return "HIGH";
}

bool has_budget(const chat::Thinking& thinking) { return !thinking.budget_tokens.empty(); }

/// A budget in the words of a family that takes levels. It would accept the number too, but not every number.
Effort effort_of(std::uint64_t budget) {
  if (budget == 0) return Effort::none;
  if (budget <= 1024) return Effort::low;
  return budget <= 8192 ? Effort::medium : Effort::high;
}

}  // namespace

ModelTraits careful(ModelTraits traits) {
  traits.level_minimal = false;
  traits.level_low = true;
  traits.level_medium = false;
  traits.budget_min = 1024;
  traits.budget_off = 1024;
  traits.budget_max = 24576;
  return traits;
}

bool has_thinking(const chat::Thinking& thinking, const ModelTraits& traits) {
  if (traits.thinking == ThinkingControl::none) return false;
  return thinking.include_thoughts || has_budget(thinking) || thinking.effort != Effort::unset;
}

void write_thinking(const chat::Thinking& thinking, const ModelTraits& traits, std::uint64_t max_tokens,
                    json::Writer& writer) {
  if (!has_thinking(thinking, traits)) return;
  std::uint64_t asked = 0;
  const bool dynamic = has_budget(thinking) && !text::parse_unsigned(thinking.budget_tokens, asked);
  writer.key("thinkingConfig");
  writer.begin_object();
  if (traits.thinking == ThinkingControl::budget) {
    const auto wanted = static_cast<std::int64_t>(asked);
    if (dynamic) {
      writer.key("thinkingBudget");
      writer.integer(-1);
    } else if (has_budget(thinking) || thinking.effort != Effort::unset) {
      writer.key("thinkingBudget");
      writer.integer(
          fit_budget(has_budget(thinking) ? wanted : budget_for(thinking.effort, traits), traits, max_tokens));
    }
  } else if (!dynamic && (has_budget(thinking) || thinking.effort != Effort::unset)) {
    writer.key("thinkingLevel");
    writer.escaped(level_for(has_budget(thinking) ? effort_of(asked) : thinking.effort, traits));
  }
  if (thinking.include_thoughts) {
    writer.key("includeThoughts");
    writer.boolean(true);
  }
  writer.end_object();
}

}  // namespace rota::gemini
