// What tests of errors share: one answer with an error status, all the way to what the pool and the client make of it.
// Knows the order of the steps; refuses to judge.
#pragma once

#include "dialect/complaints.h"
#include "dialect/dialect_support.h"
#include "dialect/table.h"
#include "pool/verdict.h"

namespace rota::test {

/// An upstream's error answer, understood.
struct Understood {
  Understood(std::uint16_t status, const std::string& body, dialect::Asked asked = {}, Bytes upstream = "gemini") {
    const dialect::UpstreamDialect& row = dialect::upstream_dialect(upstream, {});
    error = row.read_error(status, {}, body, reader, arena);
    diagnosis = dialect::classify(row, error, asked, arena);
    verdict = pool::verdict_of(diagnosis, 0);
    failure = dialect::failure_of(diagnosis, asked, arena);
  }
  Understood(const Understood&) = delete;

  Arena arena;
  json::Reader reader;
  chat::UpstreamError error;
  chat::Diagnosis diagnosis;
  pool::Verdict verdict;
  Failure failure;
};

/// The body of an error in Google's envelope.
inline std::string google_error(const std::string& message, const std::string& canonical,
                                const std::string& reason = {}) {
  const std::string details =
      reason.empty()
          ? ""
          : R"(,"details":[{"@type":"type.googleapis.com/google.rpc.ErrorInfo","reason":")" + reason + R"("}])";
  return R"({"error":{"code":0,"message":")" + message + R"(","status":")" + canonical + "\"" + details + "}}";
}

/// The body of an error in OpenAI's envelope.
inline std::string openai_error(const std::string& message, const std::string& code = {}) {
  const std::string spelt = code.empty() ? "null" : "\"" + code + "\"";
  return R"({"error":{"message":")" + message + R"(","type":"error","param":null,"code":)" + spelt + "}}";
}

}  // namespace rota::test
