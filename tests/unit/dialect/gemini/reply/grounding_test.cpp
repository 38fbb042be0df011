// Sources of an answer: every kind of chunk, odd indices, and the notes that carry the metadata on.
#include "dialect/gemini/reply/grounding.h"

#include "dialect/dialect_support.h"

using namespace rota;
using chat::Delta;

namespace {

struct Grounded {
  explicit Grounded(const std::string& candidate, std::uint32_t index = 0) : document(candidate) {
    REQUIRE(document.ok);
    gemini::read_grounding(document.root, index, fragment, document.arena);
  }
  /// "first-past url title 'quote';" of each citation.
  [[nodiscard]] std::string citations() const {
    std::string told;
    for (const Delta& delta : fragment.deltas) {
      for (const chat::Citation& citation : delta.citations) {
        told += std::to_string(citation.first_byte) + "-" + std::to_string(citation.past_byte) + " " +
                test::str(citation.url) + " " + test::str(citation.title) + " '" + test::str(citation.quote) + "';";
      }
    }
    return told;
  }
  test::Document document;
  chat::Fragment fragment;
};

std::string grounding(const std::string& chunks, const std::string& supports) {
  return R"({"groundingMetadata":{"groundingChunks":[)" + chunks + R"(],"groundingSupports":[)" + supports + "]}}";
}

const std::string two_chunks = R"({"web":{"uri":"u0","title":"t0"}},{"web":{"uri":"u1"}})";

}  // namespace

TEST_CASE("gemini grounding: a candidate that names no source adds nothing") {
  for (const char* candidate :
       {"{}", R"({"groundingMetadata":{},"urlContextMetadata":{}})", R"({"groundingMetadata":null})",
        R"({"citationMetadata":{"citationSources":[{"endIndex":3}]}})"}) {
    INFO(candidate);
    CHECK(Grounded(candidate).fragment.deltas.empty());
  }
}

TEST_CASE("gemini grounding: one citation for every source of a stretch, then the sources of none") {
  CHECK(Grounded(grounding(two_chunks, R"({"segment":{"startIndex":2,"endIndex":5,"text":"a\u00e9"},)"
                                       R"("groundingChunkIndices":[1,0]})"))
            .citations() == "2-5 u1  'a\xC3\xA9';2-5 u0 t0 'a\xC3\xA9';");
  CHECK(Grounded(grounding(two_chunks, R"({"segment":{"endIndex":5},"groundingChunkIndices":[1]})")).citations() ==
        "0-5 u1  '';-1--1 u0 t0 '';");
  CHECK(Grounded(grounding(two_chunks, R"({"segment":{"startIndex":5},"groundingChunkIndices":[0,1]})")).citations() ==
        "-1--1 u0 t0 '';-1--1 u1  '';");
}

TEST_CASE("gemini grounding: indices that name no chunk are passed over") {
  CHECK(Grounded(grounding(two_chunks, R"({"segment":{"endIndex":1},"groundingChunkIndices":[2,-1,"0",1.5,null,)"
                                       R"(99999999999999999999]})"))
            .citations() == "-1--1 u0 t0 '';-1--1 u1  '';");
}

TEST_CASE("gemini grounding: files and maps have addresses too, a chunk without one is in the note alone") {
  Grounded read(grounding(R"({"retrievedContext":{"uri":"r","title":"R"}},{"maps":{"uri":"m","title":"M"}},)"
                          R"({"retrievedContext":{"title":"passage"}},{"web":"u"},7)",
                          R"({"segment":{"endIndex":1},"groundingChunkIndices":[2,3,4,1]})"));
  CHECK(read.citations() == "0-1 m M '';-1--1 r R '';");
  REQUIRE(read.fragment.deltas.size() == 2);
  CHECK(read.fragment.deltas[1].name == "grounding_metadata");
  Grounded nowhere(grounding(R"({"retrievedContext":{"title":"passage"}})", ""));
  REQUIRE(nowhere.fragment.deltas.size() == 1);
  CHECK(nowhere.fragment.deltas[0].kind == Delta::Kind::note);
}

TEST_CASE("gemini grounding: recited texts, under both of their names") {
  CHECK(Grounded(R"({"citationMetadata":{"citationSources":[{"startIndex":3,"endIndex":9,"uri":"a\/b","license":"x"},)"
                 R"({"endIndex":4,"title":"no address"}],"citations":[{"endIndex":2,"uri":"c","title":"T"}]}})")
            .citations() == R"(3-9 a\/b  '';0-2 c T '';)");
}

TEST_CASE("gemini grounding: the notes hold the metadata as it came, for the candidate it came with") {
  Grounded read(R"({"groundingMetadata":{ "webSearchQueries":["q"] },"urlContextMetadata":{"urlMetadata":[]}})", 2);
  REQUIRE(read.fragment.deltas.size() == 2);
  CHECK(read.fragment.deltas[0].name == "grounding_metadata");
  CHECK(read.fragment.deltas[0].json == R"({ "webSearchQueries":["q"] })");
  CHECK(read.fragment.deltas[1].name == "url_context_metadata");
  CHECK(read.fragment.deltas[1].json == R"({"urlMetadata":[]})");
  CHECK(read.fragment.deltas[1].candidate == 2);
}
