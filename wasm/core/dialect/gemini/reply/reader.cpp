// See reader.h.
#include "dialect/gemini/reply/reader.h"

#include "base/text.h"
#include "dialect/gemini/models/model_name.h"

namespace rota::gemini {

namespace {

/// Answers in several rounds came with the fourth generation (Google's SDKs, Nov 2026).
bool pauses(Bytes model) {
  constexpr Bytes family = "gemini-";
  model = strip_model_prefix(model);
  if (!text::starts_with(model, family)) return false;
  model.remove_prefix(family.size());
  std::size_t digits = 0;
  while (digits < model.size() && text::is_digit(model[digits])) ++digits;
  std::uint64_t generation = 0;
  return text::parse_unsigned(model.substr(0, digits), generation) && generation >= 4;
}

}  // namespace

Reader::Reader(Arena& arena, Bytes model, bool streams)
    : names_(arena), kept_(arena, streams), pauses_(pauses(model)) {}

Result<chat::Fragment> Reader::read(json::Value message, Arena& arena) {
  auto fragment = read_answer(message, arena, &names_, &kept_);
  // An alias does not say which model it stands for, but its answer does.
  if (fragment.ok()) pauses_ = pauses_ || pauses(fragment->model);
  return fragment;
}

}  // namespace rota::gemini
