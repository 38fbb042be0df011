// Contents built by hand: what stands where in a turn, and what each family of models is spared.
#include "dialect/gemini/request/contents.h"

#include "dialect/dialect_support.h"

using namespace rota;
using chat::Part;
using chat::Role;

namespace {

gemini::ContentsForm form_of(Bytes model) {
  gemini::ContentsForm form;
  form.traits = gemini::traits_of(model);
  return form;
}

struct Talk {
  Part& say(Role role, Part::Kind kind) {
    if (conversation.turns.empty() || conversation.turns.back().role != role) {
      conversation.turns.push(arena, {}).role = role;
    }
    Part part;
    part.kind = kind;
    return conversation.turns.back().parts.push(arena, part);
  }
  void say_text(Role role, json::Escaped text) { say(role, Part::Kind::text).text = text; }
  Part& call(json::Escaped name) {
    Part& part = say(Role::model, Part::Kind::tool_call);
    part.name = name;
    part.json = "{}";
    return part;
  }
  void add_system(json::Escaped text) { conversation.system.push(arena, {}).text = text; }
  std::string write(const gemini::ContentsForm& form = form_of("gemini-2.5-flash")) {
    Buffer out;
    json::Writer writer(out);
    gemini::FunctionNames names(arena);
    writer.begin_object();
    REQUIRE(gemini::write_contents(conversation, form, names, writer).ok());
    writer.end_object();
    CHECK(test::is_json(test::str(out.view())));
    return test::str(out.view());
  }

  Arena arena;
  chat::Conversation conversation;
};

std::string user(const std::string& parts) { return R"({"contents":[{"role":"user","parts":[)" + parts + "]}]}"; }

}  // namespace

TEST_CASE("gemini contents: a turn without parts says a space") {
  Talk talk;
  talk.conversation.turns.push(talk.arena, {});
  CHECK(talk.write() == user(R"({"text":" "})"));
}

TEST_CASE("gemini contents: only the first call of a step is signed for the model's check") {
  Talk talk;
  talk.say_text(Role::user, "q");
  talk.call("f").id = "0123456789012345678901234567890123456789012345678901234567890123";
  talk.call("g").id = "0123456789012345678901234567890123456789012345678901234567890123x";
  const std::string before = R"({"contents":[{"role":"user","parts":[{"text":"q"}]},{"role":"model","parts":[)";
  const std::string f = R"({"functionCall":{"id":"0123456789012345678901234567890123456789012345678901234567890123",)"
                        R"("name":"f","args":{}})";
  const std::string g = R"(},{"functionCall":{"name":"g","args":{}}}]}]})";
  CHECK(talk.write(form_of("gemini-2.5-flash")) == before + f + g);
  CHECK(talk.write(form_of("gemini-3-flash")) ==
        before + f + R"(,"thoughtSignature":"skip_thought_signature_validator")" + g);
  talk.conversation.turns.back().parts[0].signature = "QUFB";
  CHECK(talk.write(form_of("gemini-2.5-flash")) == before + f + g);  // nobody says that it is Google's
  talk.conversation.turns.back().parts[0].owner = "gemini";
  CHECK(talk.write(form_of("gemini-3-flash")) == before + f + R"(,"thoughtSignature":"QUFB")" + g);
  // A signature that the model does not take back, and one that is missing, are both the word that is not checked.
  gemini::ContentsForm replaced = form_of("gemini-2.5-flash");
  replaced.signatures = dialect::Signatures::replaced;
  CHECK(talk.write(replaced) == before + f + R"(,"thoughtSignature":"skip_thought_signature_validator")" + g);
  gemini::ContentsForm filled = form_of("gemini-2.5-flash");
  filled.signatures = dialect::Signatures::filled;
  CHECK(talk.write(filled) == before + f + R"(,"thoughtSignature":"QUFB")" + g);
}

TEST_CASE("F3: a filled history has a signature on the first call of each step, its own where it has one") {
  Talk talk;
  const auto step = [&talk](const char* name, bool is_signed) {
    Part& part = talk.call(json::trust_escaped(name));
    if (is_signed) {
      part.signature = "QUFB";
      part.owner = "gemini";
    }
  };
  const auto answer = [&talk] {
    Part& result = talk.say(Role::user, Part::Kind::tool_result);
    result.name = "r";
    result.text = "1";
  };
  talk.say_text(Role::user, "q");
  step("a", true);
  step("b", false);
  answer();
  talk.say_text(Role::model, "hm");
  step("c", false);
  step("d", true);
  answer();
  step("e", false);
  answer();
  gemini::ContentsForm form = form_of("gemini-2.5-flash");
  form.signatures = dialect::Signatures::filled;
  const std::string sent = talk.write(form);
  const auto has = [&sent](const std::string& text) { return sent.find(text) != std::string::npos; };
  CHECK(has(R"("name":"a","args":{}},"thoughtSignature":"QUFB"})"));
  CHECK(has(R"("name":"b","args":{}}})"));
  CHECK(has(R"({"text":"hm"},{"functionCall":{"name":"c","args":{}},"thoughtSignature":"skip_thought_signature_validator"})"));
  CHECK(has(R"("name":"d","args":{}},"thoughtSignature":"QUFB"})"));
  CHECK(has(R"("name":"e","args":{}},"thoughtSignature":"skip_thought_signature_validator"})"));
}

TEST_CASE("gemini contents: a history cut before a call begins with a question") {
  Talk talk;
  talk.call("f");
  const std::string called = R"({"role":"model","parts":[{"functionCall":{"name":"f","args":{}}}]}]})";
  CHECK(talk.write() == R"({"contents":[{"role":"user","parts":[{"text":" "}]},)" + called);
  Talk spoken;
  spoken.say_text(Role::model, "a");
  CHECK(spoken.write() == R"({"contents":[{"role":"model","parts":[{"text":"a"}]}]})");
}

TEST_CASE("gemini contents: media by value, by address and by the name of an uploaded file") {
  Talk talk;
  Part& image = talk.say(Role::user, Part::Kind::media);
  image.mime = "image/png";
  image.data = "QUJD";
  image.detail = chat::Detail::high;
  const std::string inline_data = R"({"inlineData":{"mimeType":"image/png","data":"QUJD"})";
  CHECK(talk.write(form_of("gemini-2.5-flash")) == user(inline_data + "}"));
  CHECK(talk.write(form_of("gemini-3-flash")) ==
        user(inline_data + R"(,"mediaResolution":{"level":"MEDIA_RESOLUTION_HIGH"}})"));

  Talk linked;
  chat::VideoRange range;
  range.frames_per_s = "0.5";
  range.end_s = "12";
  linked.say(Role::user, Part::Kind::media).url = "files/abc";
  Part& video = linked.say(Role::user, Part::Kind::media);
  video.url = "https://v.test/a\"b";
  video.video = &range;
  CHECK(linked.write() ==
        user(R"({"fileData":{"fileUri":"https://generativelanguage.googleapis.com/v1beta/files/abc"}},)"
             R"({"fileData":{"fileUri":"https://v.test/a\"b"},"videoMetadata":{"fps":0.5,"endOffset":"12s"}})"));
}

TEST_CASE("gemini contents: a result's media lie in it, or follow all results where the model wants that") {
  Talk talk;
  List<Part> attached;
  Part& media = attached.push(talk.arena, {});
  media.kind = Part::Kind::media;
  media.mime = "image/png";
  media.data = "QUJD";
  Part& first = talk.say(Role::user, Part::Kind::tool_result);
  first.name = "f";
  first.json = "[1]";
  first.attached = &attached;
  Part& second = talk.say(Role::user, Part::Kind::tool_result);
  second.name = "g";
  second.json = R"({"a":1})";
  talk.say_text(Role::user, "u");
  const std::string f = R"({"functionResponse":{"name":"f","response":{"output":[1]})";
  const std::string g = R"({"functionResponse":{"name":"g","response":{"a":1}}})";
  const std::string png = R"({"inlineData":{"mimeType":"image/png","data":"QUJD"}})";
  CHECK(talk.write(form_of("gemini-3-flash")) ==
        user(f + R"(,"parts":[)" + png + "]}}," + g + R"(,{"text":"u"})"));
  CHECK(talk.write(form_of("gemini-2.5-flash")) ==
        user(f + "}}," + g + R"(,{"text":"From the result of f:"},)" + png + R"(,{"text":"u"})"));
}

TEST_CASE("gemini contents: one more instruction stands behind the system text, wherever that goes") {
  Talk talk;
  gemini::ContentsForm form;
  form.instruction = "i";
  talk.say_text(Role::user, "u");
  CHECK(talk.write(form) == R"({"contents":[{"role":"user","parts":[{"text":"u"}]}],)"
                            R"("systemInstruction":{"parts":[{"text":"i"}]}})");
  talk.add_system("s");
  form.system_first = true;
  CHECK(talk.write(form) == user(R"({"text":"s\n\n"},{"text":"i\n\n"},{"text":"u"})"));
  Talk system;
  system.add_system("s");
  CHECK(system.write(form) == user(R"({"text":"s"},{"text":"i"})"));
}

TEST_CASE("gemini contents: the estimate covers texts, data and attached media") {
  Talk talk;
  const std::string letters(5000, 'a');
  const json::Escaped long_text = json::trust_escaped(letters);
  List<Part> attached;
  attached.push(talk.arena, {}).data = long_text;
  talk.add_system(long_text);
  talk.say_text(Role::user, long_text);
  const std::size_t bytes = gemini::estimate_contents(talk.conversation);
  CHECK(bytes >= talk.write().size());
  talk.say(Role::user, Part::Kind::tool_result).attached = &attached;
  CHECK(gemini::estimate_contents(talk.conversation) >= bytes + long_text.size());
}

TEST_CASE("G1: a failed result says so") {
  Talk talk;
  talk.say_text(Role::user, "q");
  talk.call("f");
  Part& result = talk.say(Role::user, Part::Kind::tool_result);
  result.name = "f";
  result.text = R"(no \"x\")";
  const std::string before = R"({"contents":[{"role":"user","parts":[{"text":"q"}]},{"role":"model","parts":[{)"
                             R"("functionCall":{"name":"f","args":{}}}]},{"role":"user","parts":[{)"
                             R"("functionResponse":{"name":"f","response":)";
  CHECK(talk.write() == before + R"({"output":"no \"x\""}}}]}]})");
  result.failed = true;
  CHECK(talk.write() == before + R"({"error":"no \"x\""}}}]}]})");
  result.json = R"({"code":1})";
  CHECK(talk.write() == before + R"({"error":{"code":1}}}}]}]})");
}

TEST_CASE("G1: a thought's signature goes to the part that came of it, and the thought to nobody") {
  Talk talk;
  talk.say_text(Role::user, "q");
  Part& thinking = talk.say(Role::model, Part::Kind::thinking);
  thinking.text = "hm";
  thinking.signature = "QUFB";
  thinking.owner = "gemini";
  const std::string before = R"({"contents":[{"role":"user","parts":[{"text":"q"}]},{"role":"model","parts":[)";
  CHECK(talk.write() == before + R"({"text":" "}]}]})");
  talk.say_text(Role::model, "a");
  talk.say_text(Role::model, "b");
  const std::string signed_text = R"({"text":"a","thoughtSignature":"QUFB"},{"text":"b"}]}]})";
  const std::string bare = R"({"text":"a"},{"text":"b"}]}]})";
  CHECK(talk.write() == before + signed_text);
  List<Part>& parts = talk.conversation.turns.back().parts;
  parts[0].owner = "another";
  CHECK(talk.write() == before + bare);
  parts[0].owner = "gemini";
  gemini::ContentsForm without;
  without.signatures = dialect::Signatures::replaced;
  CHECK(talk.write(without) == before + bare);
  parts[1].signature = "QkJC";
  parts[1].owner = "gemini";
  CHECK(talk.write() == before + R"({"text":"a","thoughtSignature":"QkJC"},{"text":"b"}]}]})");
}

TEST_CASE("G1: a thought before a call signs it for the model's check") {
  Talk talk;
  talk.say_text(Role::user, "q");
  Part& thinking = talk.say(Role::model, Part::Kind::thinking);
  thinking.signature = "QUFB";
  thinking.owner = "gemini";
  talk.call("f");
  talk.call("g");
  CHECK(talk.write(form_of("gemini-3-flash")) ==
        R"({"contents":[{"role":"user","parts":[{"text":"q"}]},{"role":"model","parts":[{"functionCall":{"name":"f",)"
        R"("args":{}},"thoughtSignature":"QUFB"},{"functionCall":{"name":"g","args":{}}}]}]})");
}
