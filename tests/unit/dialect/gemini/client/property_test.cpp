// Generated conversations through the reader, and generated answers through the writers: whatever is said, however it
// is cut into deltas, comes out whole.
#include "base/random.h"
#include "client_testing.h"
#include "dialect/reading/blocks.h"

using namespace rota;

namespace {

/// Texts and names that JSON must escape, or that look like something else.
std::string word(Random& random) {
  static const char* const words[] = {"a",         "Grüße",  R"(\"quoted\")", R"(\\)",  "data: x", R"(line\nbreak)",
                                      R"(\u00e9)", "[DONE]", "finishReason",  "{\\\"}", "字",      " "};
  std::string text;
  for (std::uint32_t i = 1 + random.below(4); i > 0; --i) text += words[random.below(12)];
  return text;
}

std::string part(Random& random, bool model) {
  const std::string signature = random.below(3) == 0 ? R"(,"thoughtSignature":"c2ln")" : "";
  switch (random.below(model ? 2 : 3)) {
    case 0:
      return R"({"text":")" + word(random) + "\"" + (model ? signature : "") + "}";
    case 1:
      return R"({"inlineData":{"mimeType":"image/png","data":"iVBORw0KGgo="}})";
    default:
      return R"({"fileData":{"mimeType":"image/png","fileUri":"https://a.test/)" + std::to_string(random.below(9)) +
             "\"}}";
  }
}

std::string content(const char* role, const std::string& parts) {
  return std::string(R"({"role":")") + role + R"(","parts":[)" + parts + "]}";
}

/// Turns that follow each other as Google wants them: calls of the model are answered by the user's next turn.
std::string conversation(Random& random) {
  std::string contents = content("user", part(random, false));
  for (std::uint32_t turn = random.below(4); turn > 0; --turn) {
    std::string calls;
    std::string results;
    const std::uint32_t count = random.below(3);
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::string name = "f" + std::to_string(random.below(3));
      const std::string id = random.below(2) == 0 ? R"("id":"c)" + std::to_string(turn * 10 + i) + "\"," : "";
      const std::string signature = i == 0 ? R"(,"thoughtSignature":"c2ln")" : "";
      calls += R"(,{"functionCall":{)" + id + R"("name":")" + name + R"(","args":{"x":")" + word(random) + "\"}}" +
               signature + "}";
      const char* const member = random.below(2) == 0 ? "output" : "error";
      results += std::string(i == 0 ? "" : ",") + R"({"functionResponse":{)" + id + R"("name":")" + name +
                 R"(","response":{")" + member + R"(":")" + word(random) + "\"}}}";
    }
    contents += "," + content("model", part(random, true) + calls);
    contents += "," + content("user", count == 0 ? part(random, false) : results);
  }
  return R"({"contents":[)" + contents + "]}";
}

/// What a candidate says, in blocks of deltas, and the parts that a client should see.
struct Generated {
  List<chat::Fragment> fragments;
  std::string parts;
};

json::Escaped kept(Arena& arena, const std::string& text) { return json::trust_escaped(arena.copy(text)); }

class Generator {
 public:
  Generator(Random& random, Arena& arena) : random_(random), arena_(arena), blocks_(arena) {}

  Generated make() {
    for (std::uint32_t i = 1 + random_.below(5); i > 0; --i) block();
    chat::Fragment last;
    blocks_.end(0, last, arena_);
    chat::Delta& finish = last.deltas.push(arena_, chat::Delta{});
    finish.kind = chat::Delta::Kind::finish;
    finish.finish = chat::Finish::stop;
    made_.fragments.push(arena_, last);
    return made_;
  }

 private:
  void block() {
    const std::uint32_t kind = random_.below(3);
    if (kind == last_ && kind != 2) return;  // the same block would go on
    last_ = kind;
    if (kind == 2) return call();
    std::string whole;
    for (std::uint32_t i = 1 + random_.below(3); i > 0; --i) {
      chat::Fragment fragment;
      const std::string text = word(random_);
      blocks_.add(kind == 0 ? chat::Delta::Kind::text : chat::Delta::Kind::thought, 0, fragment, arena_).text =
          kept(arena_, text);
      whole += text;
      made_.fragments.push(arena_, fragment);
    }
    made_.parts += (kind == 0 ? "[text]" : "[thought]") + whole;
  }
  void call() {
    const std::string arguments = R"({"x":")" + word(random_) + R"(","y":[1,{}]})";
    chat::Fragment fragment;
    chat::Delta& begun = blocks_.add(chat::Delta::Kind::tool_call, 0, fragment, arena_);
    begun.name = "f";
    begun.id = "c1";
    for (std::size_t at = 0; at < arguments.size();) {
      const std::size_t size = 1 + random_.below(9);
      const Bytes piece = arena_.copy(arguments.substr(at, size));
      at += size;
      if (random_.below(2) == 0) {
        made_.fragments.push(arena_, fragment);
        fragment = {};
      }
      blocks_.go_on(0, fragment, arena_).arguments = piece;
    }
    made_.fragments.push(arena_, fragment);
    made_.parts += "[call]f c1" + arguments;
  }

  Random& random_;
  Arena& arena_;
  reading::Blocks blocks_;
  Generated made_;
  std::uint32_t last_ = 9;
};

/// The parts of all messages, neighbours of one kind joined.
std::string parts_of(json::Value message, std::string& last) {
  std::string told;
  for (const json::Value one : message["candidates"].at(0)["content"]["parts"].elements()) {
    const json::Value call = one["functionCall"];
    const std::string text = test::str(one["text"].escaped());
    if (!call && text.empty()) continue;
    const std::string kind = call ? "[call]" : one["thought"].is_true() ? "[thought]" : "[text]";
    if (kind != last || call) told += kind;
    last = kind;
    told +=
        call ? test::str(call["name"].escaped()) + " " + test::str(call["id"].escaped()) + test::str(call["args"].raw())
             : text;
  }
  return told;
}

std::string written(const Generated& answer, Bytes path, Bytes query) {
  test::Document request(R"({"contents":[{"parts":[{"text":"Hi"}]}]})");
  Random random{1};
  const auto call = gemini::clients::read_chat(
      {.document = request.root, .model = test::model_x, .random = random, .tail = path, .query = query},
      request.arena);
  REQUIRE(call.ok());
  Buffer out;
  call->writer->begin({json::Escaped("r1"), test::model_x, 0, chat::ServiceTier::unset, request.arena}, out);
  for (const chat::Fragment& fragment : answer.fragments) call->writer->write(fragment, out);
  call->writer->end(out);
  return test::str(out.view());
}

}  // namespace

TEST_CASE("C4: generated conversations are written as they were read") {
  Random random{20261201};
  for (int i = 0; i < 2000; ++i) {
    const std::string body = conversation(random);
    INFO(body);
    REQUIRE(test::asked_again(body) == body);
  }
}

TEST_CASE("C4: generated answers are told whole, however they are cut, in every form") {
  Random random{20261201};
  for (int i = 0; i < 2000; ++i) {
    Arena arena;
    const Generated answer = Generator(random, arena).make();
    INFO(answer.parts);
    std::string last;
    const test::Document whole(written(answer, "/models/x:generateContent", {}));
    REQUIRE(whole.ok);
    CHECK(parts_of(whole.root, last) == answer.parts);

    last.clear();
    std::string told;
    const test::Document list(written(answer, "/models/x:streamGenerateContent", {}));
    REQUIRE(list.ok);
    for (const json::Value message : list.root.elements()) told += parts_of(message, last);
    CHECK(told == answer.parts);

    last.clear();
    told.clear();
    const std::string events = written(answer, "/models/x:streamGenerateContent", "alt=sse");
    for (std::size_t at = 0; at < events.size();) {
      const std::size_t end = events.find("\r\n\r\n", at);
      REQUIRE(end != std::string::npos);
      const test::Document event(events.substr(at + 6, end - at - 6));
      REQUIRE(event.ok);
      told += parts_of(event.root, last);
      at = end + 4;
    }
    CHECK(told == answer.parts);
  }
}
