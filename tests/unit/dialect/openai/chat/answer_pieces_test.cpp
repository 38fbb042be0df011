// The pieces of answers, one by one: logprobs, annotations, pictures.
#include "dialect/openai/chat/answer_pieces.h"

#include "dialect/dialect_support.h"

using namespace rota;

namespace {

/// What `write` writes as members of an object.
template <class Write>
std::string members(Write write) {
  Buffer out;
  json::Writer writer(out);
  writer.begin_object();
  write(writer);
  writer.end_object();
  return test::str(out.view());
}

std::string cited_url(const std::string& escaped) {
  Arena arena;
  List<chat::Citation> citations;
  chat::Citation citation;
  citation.url = json::trust_escaped(escaped);
  citations.push(arena, citation);
  openai::CitedText text;
  const std::string all =
      members([&](json::Writer& writer) { openai::write_annotations(citations, text, arena, writer); });
  test::Document document(all);
  REQUIRE(document.ok);
  return test::str(document.root["annotations"].at(0)["url_citation"]["url"].escaped());
}

}  // namespace

TEST_CASE("openai answer pieces: logprobs tell a token's bytes, in one list") {
  Arena arena;
  List<chat::TokenChoice> lists[2];
  chat::TokenChoice first;
  first.chosen = {"\xC3\xA9\"", "-0.50"};
  lists[0].push(arena, first);
  chat::TokenChoice second;
  second.chosen = {"", "0"};
  second.top.push(arena, {"a", "-1e-3"});
  lists[1].push(arena, second);
  const auto written = [&](std::size_t count) {
    Buffer out;
    json::Writer writer(out);
    openai::write_logprobs(lists, count, writer);
    return test::str(out.view());
  };
  CHECK(written(2) ==
        "{\"content\":[{\"token\":\"\xC3\xA9\\\"\",\"logprob\":-0.50,\"bytes\":[195,169,34],\"top_logprobs\":[]},"
        R"({"token":"","logprob":0,"bytes":[],"top_logprobs":[{"token":"a","logprob":-1e-3,"bytes":[97]}]}],)"
        R"("refusal":null})");
  CHECK(written(0) == R"({"content":[],"refusal":null})");
}

TEST_CASE("F4: a citation is told once for every source and place") {
  Arena arena;
  openai::CitedText text;
  text.add("abcd", false, arena);
  List<chat::Citation> citations;
  citations.push(arena, {0, 2, {}, "https://a", "A"});
  citations.push(arena, {-1, -1, "ab", "https://a", "again"});
  citations.push(arena, {0, 2, {}, "https://b", ""});
  citations.push(arena, {2, 4, {}, "https://a", "A"});
  CHECK(members([&](json::Writer& writer) { openai::write_annotations(citations, text, arena, writer); }) ==
        R"({"annotations":[{"type":"url_citation","url_citation":{"start_index":0,"end_index":2,"url":"https://a",)"
        R"("title":"A"}},{"type":"url_citation","url_citation":{"start_index":0,"end_index":2,"url":"https://b",)"
        R"("title":""}},{"type":"url_citation","url_citation":{"start_index":2,"end_index":4,"url":"https://a",)"
        R"("title":"A"}}]})");
}

TEST_CASE("F4: a source's address is a URI, with escapes for what no URI holds") {
  CHECK(cited_url("https://a.test/x?y=%20&z=1#f") == "https://a.test/x?y=%20&z=1#f");
  CHECK(cited_url(R"(https://a.test/b c\"\u00e9|)") == "https://a.test/b%20c%22%C3%A9%7C");
  CHECK(cited_url(R"(https:\/\/a.test\/%41)") == "https://a.test/%41");
  CHECK(cited_url("").empty());
}

TEST_CASE("openai answer pieces: a picture is a data URL with its place and its signature") {
  chat::Delta media;
  media.mime = R"(image\/png)";
  media.data = "AQID";
  const auto written = [&](std::uint32_t index) {
    Buffer out;
    json::Writer writer(out);
    openai::write_image(media, index, writer);
    return test::str(out.view());
  };
  CHECK(written(0) == R"({"type":"image_url","image_url":{"url":"data:image\/png;base64,AQID"},"index":0})");
  media.signature = "U2ln";
  media.owner = "another";
  CHECK(written(7) == R"({"type":"image_url","image_url":{"url":"data:image\/png;base64,AQID"},"index":7})");
  media.owner = "gemini";
  CHECK(written(7) == R"({"type":"image_url","image_url":{"url":"data:image\/png;base64,AQID"},"index":7,)"
                      R"("extra_content":{"google":{"thought_signature":"U2ln"}}})");
}
