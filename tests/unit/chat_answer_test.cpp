// Usage: what counts as known, and how later words about it replace the earlier ones.
#include <catch2/catch_all.hpp>
#include <iterator>

#include "chat/answer.h"

using namespace rota;
using chat::Usage;

namespace {

constexpr std::int64_t Usage::*fields[] = {
    &Usage::prompt_tokens,           &Usage::completion_tokens,      &Usage::total_tokens,
    &Usage::cached_tokens,           &Usage::thinking_tokens,        &Usage::prompt_audio_tokens,
    &Usage::prompt_image_tokens,     &Usage::prompt_text_tokens,     &Usage::completion_audio_tokens,
    &Usage::completion_image_tokens, &Usage::completion_text_tokens,
};

}  // namespace

TEST_CASE("F7: usage is known by any of its three main counts, zero included") {
  CHECK(!Usage{}.known());
  for (std::size_t i = 0; i < std::size(fields); ++i) {
    INFO(i);
    Usage usage;
    usage.*fields[i] = 0;
    CHECK(usage.known() == (i < 3));
  }
}

TEST_CASE("F7: every count that is said replaces the one before, and only that one") {
  static_assert(sizeof(Usage) == std::size(fields) * sizeof(std::int64_t), "a count this test does not know");
  for (std::size_t i = 0; i < std::size(fields); ++i) {
    Usage usage;
    for (std::size_t j = 0; j < std::size(fields); ++j) usage.*fields[j] = 100 + static_cast<std::int64_t>(j);
    Usage later;
    later.*fields[i] = 7;
    usage.merge(later);
    for (std::size_t j = 0; j < std::size(fields); ++j) {
      INFO(i << " said, " << j << " looked at");
      CHECK(usage.*fields[j] == (i == j ? 7 : 100 + static_cast<std::int64_t>(j)));
    }
  }
}

TEST_CASE("F7: counts are cumulative: the last word wins, smaller and zero too, and silence takes nothing back") {
  Usage usage;
  Usage first;
  first.prompt_tokens = 10;
  first.completion_tokens = 5;
  usage.merge(first);
  CHECK(usage.prompt_tokens == 10);
  Usage second;
  second.completion_tokens = 0;
  second.total_tokens = 4;
  usage.merge(second);
  CHECK(usage.prompt_tokens == 10);
  CHECK(usage.completion_tokens == 0);
  CHECK(usage.total_tokens == 4);
  CHECK(usage.cached_tokens == -1);
  usage.merge(Usage{});
  CHECK(usage.completion_tokens == 0);
  usage.merge(usage);
  CHECK(usage.total_tokens == 4);
}
