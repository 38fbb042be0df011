// Conversations made up at random, written for an OpenAI-compatible upstream and read again as a client's request.
#include "dialect/openai/upstream/conversation_teller.h"

using namespace rota;
using test::PartKind;

namespace {

/// A conversation such as any client's dialect may make.
class Inventor {
 public:
  explicit Inventor(std::uint64_t seed) : random_(seed) {}

  const chat::Conversation& invent() {
    made_.model = random_.below(9) == 0 ? Bytes("o3-mini") : Bytes("model");
    for (std::uint32_t i = random_.below(3); i > 0; --i) made_.system.push(arena_, chat::Part{}).text = text();
    for (std::uint32_t i = random_.below(4); i > 0; --i) add_tool(i);
    for (std::uint32_t i = 1 + random_.below(5); i > 0; --i) {
      add_user(made_.turns.empty() ? List<chat::Part>() : made_.turns.back().parts);
      if (i > 1) add_model();
    }
    add_settings();
    return made_;
  }

 private:
  bool maybe() { return random_.below(2) == 0; }
  json::Escaped text() {
    static constexpr json::Escaped pieces[] = {"a", "word ", "\\n", "\\\"", "\\u00e9", "\xC3\xA9", "{\\\"x\\\":", "}", "\\\\", " "};
    json::EscapedText all;
    for (std::uint32_t i = 1 + random_.below(8); i > 0; --i) all.append(pieces[random_.below(10)]);
    return json::copy(arena_, all.view());
  }
  json::Raw object() {
    json::Composed composed;
    json::Writer& writer = composed.writer();
    writer.begin_object();
    for (std::uint32_t i = random_.below(3); i > 0; --i) {
      writer.key(json::escape(arena_, arena_.join("k", text::decimal(arena_, i))));
      maybe() ? writer.escaped(text()) : writer.raw("[1, null, {\"a\": 2.50}]");
    }
    writer.end_object();
    return composed.keep(arena_);
  }
  chat::Part media(bool any) {
    static constexpr json::Escaped types[] = {"image/png", "image/jpeg", "audio/wav", "audio/mp3", "video/mp4", "application/pdf"};
    static constexpr json::Escaped data[] = {"AAAA", "AQID", "_-8", "/+8=", "JVBERi0xLjQK"};
    chat::Part part;
    part.kind = PartKind::media;
    if (any && random_.below(5) == 0) {
      part.url = "https://h.test/a.png";
      part.mime = "image/png";
    } else {
      part.mime = types[any ? random_.below(6) : random_.below(2)];
      part.data = data[random_.below(5)];
    }
    if (text::starts_with(part.mime, "image/") && maybe()) part.detail = maybe() ? chat::Detail::low : chat::Detail::high;
    return part;
  }
  json::Escaped id() {
    const std::uint32_t kind = random_.below(4);
    if (kind == 0) return {};
    if (kind == 1) return json::escape(arena_, random_.id(arena_, "a_very_long_id_of_another_dialects_", 24));
    return json::escape(arena_, random_.id(arena_, "toolu_", 10));
  }
  void add_tool(std::uint32_t number) {
    chat::Tool& tool = made_.tools.push(arena_, chat::Tool{});
    tool.name = json::escape(arena_, arena_.join("tool-", text::decimal(arena_, number)));
    if (maybe()) tool.description = text();
    if (maybe()) tool.schema = R"({"type":"object","properties":{"a":{"type":"string"}}})";
    tool.strict = maybe();
  }
  chat::Part& push(PartKind kind) {
    chat::Part& part = made_.turns.back().parts.push(arena_, chat::Part{});
    part.kind = kind;
    return part;
  }
  void add_user(const List<chat::Part>& before) {
    made_.turns.push(arena_, chat::Turn{}).role = chat::Role::user;
    for (const chat::Part& call : before) {
      if (call.kind != PartKind::tool_call) continue;
      chat::Part& result = push(PartKind::tool_result);
      result.id = call.id;
      result.name = call.name;
      result.text = text();
      if (random_.below(4) != 0) continue;
      result.attached = arena_.make<List<chat::Part>>();
      result.attached->push(arena_, media(true));
    }
    for (std::uint32_t i = 1 + random_.below(3); i > 0; --i) {
      if (random_.below(4) == 0) {
        made_.turns.back().parts.push(arena_, media(true));
      } else {
        push(PartKind::text).text = text();
      }
    }
  }
  void add_model() {
    made_.turns.push(arena_, chat::Turn{}).role = chat::Role::model;
    if (random_.below(3) == 0) push(PartKind::thinking).text = text();
    for (std::uint32_t i = 1 + random_.below(2); i > 0; --i) push(PartKind::text).text = text();
    if (random_.below(6) == 0) made_.turns.back().parts.push(arena_, media(false));
    for (std::uint32_t i = random_.below(4); i > 0; --i) {
      chat::Part& call = push(PartKind::tool_call);
      call.id = id();
      call.name = json::escape(arena_, arena_.join("tool-", text::decimal(arena_, i)));
      call.json = object();
    }
  }
  void add_settings() {
    chat::Generation& generation = made_.generation;
    if (maybe()) generation.temperature = "0.70";
    if (maybe()) generation.top_p = "0.5";
    if (maybe()) generation.max_tokens = "4096";
    if (maybe()) generation.seed = "-7";
    if (maybe()) generation.presence_penalty = "1.5";
    if (maybe()) generation.candidates = "3";
    if (maybe()) generation.stop.push(arena_, text());
    if (maybe()) generation.logprobs = true;
    if (generation.logprobs) generation.top_logprobs = "4";
    made_.stream = maybe();
    made_.parallel_tool_calls = maybe();
    made_.thinking.effort = static_cast<chat::Thinking::Effort>(random_.below(7));
    made_.service_tier = static_cast<chat::ServiceTier>(random_.below(4));
    if (!made_.tools.empty()) made_.tool_choice.mode = static_cast<chat::ToolChoice::Mode>(random_.below(4));
    if (made_.tool_choice.mode >= chat::ToolChoice::Mode::automatic && maybe()) {
      made_.tool_choice.allowed.push(arena_, chat::ToolName{made_.tools[0].name, {}});
    }
    if (random_.below(3) == 0) made_.format = {chat::ResponseFormat::Kind::schema, R"({"type":"object","properties":{}})", {}};
    if (random_.below(8) == 0) made_.modalities.audio = true;
  }

  Arena arena_;
  Random random_;
  chat::Conversation made_;
};

}  // namespace

TEST_CASE("H7: whatever a conversation holds that chat has a place for comes back equal") {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    INFO("seed " << seed);
    Inventor inventor(seed);
    const chat::Conversation& asked = inventor.invent();
    const std::string sent = test::written(asked);
    INFO(sent);
    test::Document document(sent);
    REQUIRE(document.ok);
    const auto read = openai::read_chat_request(document.root, document.arena);
    if (!read.ok()) FAIL(test::str(read.failure().param) << " " << test::str(read.failure().message));
    CHECK(test::Teller().told(asked) == test::Teller().told(*read->conversation));
  }
}

TEST_CASE("H12: each amendment leaves a request that is one") {
  using dialect::Amendments;
  const Amendments each[] = {{.system_instruction = true}, {.joined_texts = true},   {.schema_in_words = true}, {.other_limit = true},
                             {.short_ids = true},          {.thoughts = true},       {.stream_cost = true},     {.single_calls = true},
                             {.tools_in_words = true},     {.closing_turn = true},   {.format = true},          {.max_tokens = 7}};
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    Inventor inventor(seed);
    const chat::Conversation& asked = inventor.invent();
    for (const Amendments& amendments : each) {
      const std::string sent = test::written(asked, amendments);
      INFO(sent);
      test::Document document(sent);
      REQUIRE(document.ok);
      CHECK(openai::read_chat_request(document.root, document.arena).ok());
    }
  }
}
