// What Google's refusals mean, where no body was recorded or where only a word decides.
#include "dialect/errors_testing.h"
#include "dialect/gemini/error/error.h"

using namespace rota;
using chat::Cause;

namespace {

Cause cause_of(std::uint16_t status, const char* message, const char* canonical, const char* reason = "",
               const dialect::Asked& asked = {}) {
  return test::Understood(status, test::google_error(message, canonical, reason), asked).diagnosis.cause;
}

}  // namespace

TEST_CASE("F6: keys are condemned by the known words only") {
  for (const char* message : {"API key not valid. Please pass a valid API key.", "API Key not found. Please pass one.",
                              "API key expired. Please renew the API key."}) {
    CHECK(cause_of(400, message, "INVALID_ARGUMENT") == Cause::key_invalid);
  }
  dialect::Asked of_model;
  of_model.model = "gemini-x";
  CHECK(test::Understood(401, test::google_error("Request had invalid credentials.", "UNAUTHENTICATED",
                                                 "ACCESS_TOKEN_TYPE_UNSUPPORTED"), of_model)
            .diagnosis.cause == Cause::key_invalid);
  for (const char* reason :
       {"API_KEY_SERVICE_BLOCKED", "API_KEY_HTTP_REFERRER_BLOCKED", "API_KEY_IP_ADDRESS_BLOCKED",
        "API_KEY_ANDROID_APP_BLOCKED", "API_KEY_IOS_APP_BLOCKED", "CONSUMER_INVALID", "USER_PROJECT_DENIED"}) {
    CHECK(cause_of(403, "Blocked.", "PERMISSION_DENIED", reason) == Cause::key_blocked);
  }
  CHECK(cause_of(403, "Requests from referer <empty> are blocked.", "PERMISSION_DENIED") == Cause::key_blocked);
  CHECK(cause_of(403, "Off.", "PERMISSION_DENIED", "BILLING_DISABLED") == Cause::billing_disabled);
  CHECK(cause_of(400, "Gemini API free tier is not available in your country. Please enable billing.",
                 "FAILED_PRECONDITION") == Cause::billing_disabled);
}

TEST_CASE("E3: an answer that the account is limited condemns the key, whoever speaks in it of that does not") {
  const auto cause_in = [](const std::string& answer) {
    test::Document document(answer);
    const chat::UpstreamError* error = gemini::error_in(document.root, document.arena);
    return error == nullptr ? Cause::failed : gemini::classify(*error, {}, document.arena).cause;
  };
  CHECK(cause_in(R"({"candidates":[{"finishReason":"PUP_LIMITED_DISABLED","index":0}]})") == Cause::key_blocked);
  CHECK(cause_in(R"([{"candidates":[{"content":{}},{"finishReason":"PUP_LIMITED_DISABLED"}]}])") == Cause::key_blocked);
  CHECK(cause_in(R"({"promptFeedback":{"blockReason":"PUP_LIMITED_DISABLED"}})") == Cause::key_blocked);
  CHECK(cause_in(R"({"error":{"code":503,"message":"m","status":"UNAVAILABLE"}})") != Cause::key_blocked);
  CHECK(cause_in(R"({"candidates":[{"content":{"parts":[{"text":"PUP_LIMITED_DISABLED"}]},"finishReason":"STOP",)"
                 R"("finishMessage":"PUP_LIMITED_DISABLED"}]})") == Cause::failed);
  CHECK(cause_of(400, "PUP_LIMITED_DISABLED", "INVALID_ARGUMENT") == Cause::rejected);
}

TEST_CASE("F6: a client cannot talk a key out of the pool with its own words in an error") {
  for (const char* message :
       {R"(Invalid JSON payload received. Unknown name \"API key not valid\": Cannot find field.)",
        "Invalid value: Your API key was reported as leaked.",
        R"(Invalid JSON payload received. Unknown name \"User location is not supported\")"}) {
    CHECK(cause_of(400, message, "INVALID_ARGUMENT") == Cause::rejected);
  }
  CHECK(cause_of(404, "models/no longer available to new users is not found", "NOT_FOUND") == Cause::model_unknown);
  CHECK(cause_of(500, "API key not valid. Please pass a valid API key.", "INTERNAL") == Cause::failed);
}

TEST_CASE("F6: a refused resource, an unknown refusal and a missing key are not the key's fault") {
  CHECK(cause_of(403, "You do not have permission to access the File abc or it may not exist.", "PERMISSION_DENIED") ==
        Cause::foreign_resource);
  CHECK(cause_of(403, "CachedContent not found (or permission denied)", "PERMISSION_DENIED") ==
        Cause::foreign_resource);
  CHECK(cause_of(403, "No.", "PERMISSION_DENIED", "IAM_PERMISSION_DENIED") == Cause::foreign_resource);
  CHECK(cause_of(403, "No: 'projects/1/models/x'.", "PERMISSION_DENIED", "IAM_PERMISSION_DENIED") ==
        Cause::model_denied);
  CHECK(cause_of(403, "The caller does not have permission", "PERMISSION_DENIED") == Cause::refused);
  CHECK(cause_of(403, "Method doesn't allow unregistered callers.", "PERMISSION_DENIED") == Cause::key_unsent);
}

TEST_CASE("H1: a resource that takes no API key says nothing of the key") {
  const std::string body = test::google_error("API keys are not supported by this API. Expected OAuth2 access token.",
                                              "UNAUTHENTICATED", "CREDENTIALS_MISSING");
  const test::Understood corpora(401, body);
  CHECK(corpora.diagnosis.cause == Cause::keyless_resource);
  CHECK(corpora.verdict.cause == pool::Cause::client_error);
  CHECK_FALSE(corpora.verdict.retry);
  CHECK(corpora.failure.fault == Fault::upstream_rejected);
  CHECK(corpora.failure.status == 401);
  dialect::Asked asked;
  asked.model = "gemini-x";
  CHECK(test::Understood(401, body, asked).diagnosis.cause == Cause::key_invalid);
  CHECK(cause_of(401, "Bad.", "UNAUTHENTICATED", "CREDENTIALS_MISSING") == Cause::keyless_resource);
  CHECK(cause_of(401, "Bad.", "UNAUTHENTICATED") == Cause::key_invalid);
  // Where the upstream names its operation, that says more than our path does.
  const auto of_method = [&asked](const std::string& method) {
    const std::string details = R"({"error":{"code":401,"message":"Bad.","status":"UNAUTHENTICATED","details":[{"@type":)"
                                R"("type.googleapis.com/google.rpc.ErrorInfo","reason":"CREDENTIALS_MISSING","metadata":)"
                                R"({"method":"google.ai.generativelanguage.v1beta.)" + method + "\"}}]}}";
    return test::Understood(401, details, asked).diagnosis.cause;
  };
  CHECK(of_method("ModelService.GetTunedModel") == Cause::keyless_resource);
  CHECK(of_method("GenerativeService.GenerateContent") == Cause::key_invalid);
}

TEST_CASE("F6: what is not free says nothing of the key, and the client hears why") {
  const test::Understood paid(400, test::google_error("Please enable billing on your project.", "FAILED_PRECONDITION"));
  CHECK(paid.diagnosis.cause == Cause::billing_required);
  CHECK(paid.verdict.cause == pool::Cause::client_error);
  CHECK(paid.failure.fault == Fault::billing);
  CHECK(cause_of(400, "Please enable billing on your project.", "INVALID_ARGUMENT") == Cause::rejected);
}

TEST_CASE("F5: too long a conversation") {
  const char* message = "The input token count (1100000) exceeds the maximum number of tokens allowed (1048576).";
  CHECK(cause_of(400, message, "INVALID_ARGUMENT") == Cause::context_too_long);
  CHECK(cause_of(413, message, "INVALID_ARGUMENT") == Cause::context_too_long);
  CHECK(cause_of(500, message, "INTERNAL") == Cause::failed);
}

TEST_CASE("F9: the field that Google dislikes is told by its meaning, and to Google's own clients as it stands") {
  const std::string body = R"({"error":{"code":400,"message":"no","status":"INVALID_ARGUMENT","details":[)"
                           R"({"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolations":[)"
                           R"({"field":"generation_config.top_p"}]}]}})";
  dialect::Asked asked;
  asked.client = "openai";
  const test::Understood told(400, body, asked);
  CHECK(told.failure.field == Field::top_p);
  CHECK(told.failure.param.empty());
  CHECK(told.failure.message == "no");
  asked.client = "gemini";
  CHECK(test::Understood(400, body, asked).failure.param == "generation_config.top_p");
}

TEST_CASE("F5: an error inside a 200 is judged by its canonical code") {
  const auto cause_inside = [](const char* canonical) {
    test::Document document(test::google_error("Bad.", canonical));
    const chat::UpstreamError* error = dialect::upstream_dialect("gemini", {}).error_in(document.root, document.arena);
    REQUIRE(error != nullptr);
    return gemini::classify(*error, {}, document.arena).cause;
  };
  CHECK(cause_inside("UNAVAILABLE") == Cause::overloaded);
  CHECK(cause_inside("RESOURCE_EXHAUSTED") == Cause::busy);
  CHECK(cause_inside("INVALID_ARGUMENT") == Cause::rejected);
  CHECK(cause_inside("?") == Cause::failed);
}
