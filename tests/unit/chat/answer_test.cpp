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
    &Usage::completion_image_tokens, &Usage::completion_text_tokens, &Usage::cache_written_tokens,
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

TEST_CASE("F7: every count that is said replaces the one before, and only that one and a total that it makes untrue") {
  static_assert(sizeof(Usage) == std::size(fields) * sizeof(std::int64_t), "a count this test does not know");
  for (std::size_t i = 0; i < std::size(fields); ++i) {
    Usage usage;
    for (std::size_t j = 0; j < std::size(fields); ++j) usage.*fields[j] = 100 + static_cast<std::int64_t>(j);
    Usage later;
    later.*fields[i] = 7;
    usage.merge(later);
    for (std::size_t j = 0; j < std::size(fields); ++j) {
      INFO(i << " said, " << j << " looked at");
      const std::int64_t sum = i == 0 ? 7 + 101 : 100 + 7;
      const std::int64_t old = 100 + static_cast<std::int64_t>(j);
      CHECK(usage.*fields[j] == (i == j ? 7 : i < 2 && j == 2 ? sum : old));
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

TEST_CASE("F7: answers are added up count by count, and what nobody says stays unsaid") {
  Usage sum;
  Usage first;
  first.prompt_tokens = 10;
  first.completion_tokens = 5;
  Usage second;
  second.prompt_tokens = 1;
  second.thinking_tokens = 3;
  sum.add(first);
  sum.add(second);
  CHECK(sum.prompt_tokens == 11);
  CHECK(sum.completion_tokens == 5);
  CHECK(sum.thinking_tokens == 3);
  CHECK(sum.total_tokens == -1);
  CHECK(sum.cached_tokens == -1);
}

TEST_CASE("F5: words, a call, media and a refusal answer; thoughts are seen too; nothing else is either") {
  using Kind = chat::Delta::Kind;
  Arena arena;
  const auto fragment_of = [&](Kind kind, json::Escaped text = {}, json::Escaped data = {}) {
    chat::Fragment fragment;
    chat::Delta& delta = fragment.deltas.push(arena, chat::Delta{});
    delta.kind = kind;
    delta.begins = true;
    delta.text = text;
    delta.data = data;
    delta.signature = "c2ln";
    return fragment;
  };
  CHECK_FALSE(chat::says_something(chat::Fragment{}));
  CHECK_FALSE(chat::answers(chat::Fragment{}));
  for (const Kind kind : {Kind::text, Kind::refusal}) {
    CHECK_FALSE(chat::says_something(fragment_of(kind)));
    CHECK(chat::says_something(fragment_of(kind, "a")));
    CHECK(chat::answers(fragment_of(kind, "a")));
  }
  CHECK_FALSE(chat::says_something(fragment_of(Kind::thought)));
  CHECK(chat::says_something(fragment_of(Kind::thought, "a")));
  CHECK_FALSE(chat::answers(fragment_of(Kind::thought, "a")));
  CHECK(chat::answers(fragment_of(Kind::media, {}, "AAAA")));
  CHECK_FALSE(chat::answers(fragment_of(Kind::media)));
  CHECK(chat::answers(fragment_of(Kind::tool_call)));
  for (const Kind kind : {Kind::part, Kind::citations, Kind::note, Kind::end, Kind::finish, Kind::logprobs}) {
    CHECK_FALSE(chat::says_something(fragment_of(kind)));
    CHECK_FALSE(chat::answers(fragment_of(kind)));
  }
}
