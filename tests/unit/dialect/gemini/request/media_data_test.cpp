// Base64 on its way into a request: what passes, and that it passes as it stands.
#include <catch2/catch_all.hpp>
#include <string>

#include "dialect/gemini/request/media_data.h"

using namespace rota;

namespace {

/// Whether `escaped` is base64; it is written in either case.
bool passes(const std::string& escaped) {
  Buffer out;
  json::Writer writer(out);
  const bool is_base64 = gemini::write_base64(json::trust_escaped(escaped), writer);
  CHECK(out.view() == "\"" + escaped + "\"");
  return is_base64;
}

}  // namespace

TEST_CASE("F9: base64 of either alphabet passes, with padding or without, and white space anywhere") {
  const std::string sixes(300, '6');
  for (const std::string& data : {std::string(), std::string("QUI="), std::string("QQ=="), std::string("QUI"),
                                  std::string("QQ"), std::string("-_+/"), std::string(R"(QU\/\u002bQQ=\n=)"), sixes,
                                  sixes + R"(\r\n)" + sixes, sixes + " " + sixes + "== "}) {
    INFO(data);
    CHECK(passes(data));
  }
}

TEST_CASE("F9: anything else is found, wherever it stands") {
  const std::string sixes(300, '6');
  for (const std::string& data :
       {std::string("A"), std::string("AAAAA"), std::string("QQ==="), std::string("Q=Q="), std::string("QQ=A"),
        std::string("A,A="), std::string(R"(AA\")"), std::string(R"(AA\u00e9A)"), std::string("AA\xC3\xA9"),
        sixes + "," + sixes, sixes + R"(\\)" + sixes, sixes + "%3D", sixes + "6"}) {
    INFO(data);
    CHECK(!passes(data));
  }
}

TEST_CASE("F3: texts are called so, whatever their type") {
  const auto told = [](const char* mime, const char* data) {
    return std::string(Bytes(gemini::type_to_send(json::trust_escaped(mime), json::trust_escaped(data))));
  };
  const char* const text = "YTogYgo=";
  for (const char* mime : {"text/csv", "TEXT/X-TeX", "text/plain", "application/yaml", "application/x-latex", "application/json",
                           "video/mp2t", "image/svg+xml", "application/x-unheard-of"}) {
    INFO(mime);
    CHECK(told(mime, text) == "text/plain");
  }
  for (const char* mime : {"application/pdf", "text/rtf", "image/png", "audio/wav", "video/mp4"}) CHECK(told(mime, text) == mime);
  for (const char* mime : {"application/zip", "video/mp2t", "application/msword"}) CHECK(told(mime, "UEsDBBQA") == mime);
}

TEST_CASE("F3: results hold pictures, documents and texts") {
  for (const char* mime : {"image/png", "IMAGE/jpeg", "image/webp", "application/pdf", "text/plain"}) {
    CHECK(gemini::fits_into_result(mime));
  }
  for (const char* mime : {"", "audio/wav", "video/mp4", "image/gif", "application/zip", "text/rtf"}) {
    CHECK_FALSE(gemini::fits_into_result(mime));
  }
}
