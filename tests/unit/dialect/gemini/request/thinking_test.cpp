// Budgets that have to fit: into the family's range, and beside an answer.
#include "dialect/gemini/request/thinking.h"
#include "dialect/dialect_support.h"

using namespace rota;

namespace {

std::string thinking(const char* model, json::Raw budget, std::uint64_t max_tokens, bool thoughts = false) {
  chat::Thinking wish;
  wish.budget_tokens = budget;
  wish.include_thoughts = thoughts;
  Buffer out;
  json::Writer writer(out);
  writer.begin_object();
  gemini::write_thinking(wish, gemini::traits_of(model), max_tokens, writer);
  writer.end_object();
  return std::string(out.view());
}

}  // namespace

TEST_CASE("gemini thinking: budgets are bent into what the family takes") {
  CHECK(thinking("gemini-2.5-flash", "100000", 0) == R"({"thinkingConfig":{"thinkingBudget":24576}})");
  CHECK(thinking("gemini-2.5-pro", "100000", 0) == R"({"thinkingConfig":{"thinkingBudget":32768}})");
  CHECK(thinking("gemini-2.5-pro", "0", 0) == R"({"thinkingConfig":{"thinkingBudget":128}})");
  CHECK(thinking("gemini-2.5-flash", "0", 0) == R"({"thinkingConfig":{"thinkingBudget":0}})");
  CHECK(thinking("gemini-2.5-flash-lite", "100", 0) == R"({"thinkingConfig":{"thinkingBudget":0}})");
  CHECK(thinking("gemini-2.5-flash", "-1", 50) == R"({"thinkingConfig":{"thinkingBudget":-1}})");
  CHECK(thinking("gemini-2.5-flash", "8000", 1000) == R"({"thinkingConfig":{"thinkingBudget":750}})");
  CHECK(thinking("gemini-2.5-pro", "8000", 100) == R"({"thinkingConfig":{"thinkingBudget":128}})");
}

TEST_CASE("gemini thinking: budgets become levels where levels are spoken") {
  CHECK(thinking("gemini-3-flash", "0", 0) == R"({"thinkingConfig":{"thinkingLevel":"MINIMAL"}})");
  CHECK(thinking("gemini-3.1-pro", "512", 0) == R"({"thinkingConfig":{"thinkingLevel":"LOW"}})");
  CHECK(thinking("gemini-3.1-pro", "24576", 0) == R"({"thinkingConfig":{"thinkingLevel":"HIGH"}})");
  CHECK(thinking("gemini-3.1-pro", "-1", 0, true) == R"({"thinkingConfig":{"includeThoughts":true}})");
}

TEST_CASE("gemini thinking: nothing is said to models that do not think") {
  CHECK(thinking("gemini-2.0-flash", "1000", 0, true) == "{}");
  CHECK(thinking("gemini-2.5-flash", {}, 0) == "{}");
}
