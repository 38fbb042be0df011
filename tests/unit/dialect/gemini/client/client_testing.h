// What the tests of Gemini's own clients share: a request read and written again for Gemini, and answers of Gemini's
// through the client's writers. Knows the seam's functions; refuses to test anything itself.
#pragma once

#include <memory>

#include "dialect/dialect_support.h"
#include "dialect/gemini/client/reply.h"
#include "dialect/gemini/client/request.h"

namespace rota::test {

inline constexpr Bytes model_x = "gemini-3-flash-preview";  // takes tools of all kinds at once

/// The request as Gemini's writer says it again, or "status param: message" of its refusal.
inline std::string asked_again(const std::string& body, Bytes path = "/models/x:generateContent") {
  Document document(body);
  REQUIRE(document.ok);
  Random random{1};
  const auto read = gemini::clients::read_request(
      {.document = document.root, .model = model_x, .random = random, .tail = path}, document.arena);
  const auto told = [](const Failure& failure) {
    return std::to_string(failure.status) + " " + str(failure.param) + ": " + str(failure.message);
  };
  if (!read.ok()) return told(read.failure());
  Buffer out;
  gemini::FunctionNames names(document.arena);
  const Status written = gemini::write_generate_request(**read, names, out);
  return written.ok() ? str(out.view()) : told(written.failure());
}

/// The client's answer to Gemini's messages, as the path and the query of the request want it.
inline std::string answered(const std::vector<std::string>& messages, Bytes path, Bytes query = {}) {
  Document request(R"({"contents":[{"parts":[{"text":"Hi"}]}]})");
  Random random{1};
  const auto call = gemini::clients::read_chat(
      {.document = request.root, .model = model_x, .random = random, .tail = path, .query = query}, request.arena);
  REQUIRE(call.ok());
  dialect::ReplyWriter& writer = *call->writer;
  gemini::Kept kept(request.arena, writer.streams());
  Buffer out;
  std::vector<std::unique_ptr<Document>> documents;  // of a whole answer all live until its end
  for (const std::string& message : messages) {
    documents.push_back(std::make_unique<Document>(message));
    Document& document = *documents.back();
    REQUIRE(document.ok);
    const auto fragment = gemini::read_answer(document.root, document.arena, nullptr, &kept);
    REQUIRE(fragment.ok());
    if (documents.size() == 1)
      writer.begin({json::Escaped("r1"), model_x, 0, chat::ServiceTier::unset, request.arena}, out);
    writer.write(*fragment, out);
  }
  writer.end(out);
  return str(out.view());
}

}  // namespace rota::test
