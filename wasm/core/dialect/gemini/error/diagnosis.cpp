// Google's ways to refuse, and what each means; see error.h. Order of reading: status, details, then the text in lower
// case. TRANSLATION 14: recorded bodies (fixtures/public-reports, firebase-test-data), public reports up to Oct 2026,
// and google.api.ErrorReason for the restrictions.
#include "dialect/reading/diagnosis.h"

#include "base/text.h"
#include "dialect/gemini/error/error.h"
#include "dialect/gemini/error/quota.h"

namespace rota::gemini {

namespace {

using chat::Cause;
using chat::Diagnosis;
using chat::UpstreamError;
using dialect::Asked;
using reading::diagnose;

constexpr reading::Sign key_signs[] = {
    {"", "api key expired", Cause::key_invalid, "The key has expired."},
    {"", "api key not found", Cause::key_invalid, "The key does not exist any more."},
    {"API_KEY_INVALID", "api key not valid", Cause::key_invalid, "The upstream does not accept this key."},
    {"ACCESS_TOKEN_TYPE_UNSUPPORTED", "", Cause::key_invalid, "The upstream does not accept this key."},
    {"CREDENTIALS_MISSING", "", Cause::key_invalid, "The upstream does not accept this key."},
    {"", "your api key was reported as leaked", Cause::key_blocked, "The key was reported as leaked."},
    {"CONSUMER_SUSPENDED", "permission denied: consumer", Cause::key_blocked, "The key's project is suspended."},
    {"", "your project has been denied access", Cause::key_blocked, "The key's project has been denied access."},
    {"USER_PROJECT_DENIED", "", Cause::key_blocked, "The key's project has been denied access."},
    {"PUP_LIMITED_DISABLED", "", Cause::key_blocked,
     "The key's account is limited under the upstream's prohibited use policy."},
    {"CONSUMER_INVALID", "", Cause::key_blocked, "The key's project is not usable."},
    {"API_KEY_SERVICE_BLOCKED", "requests to this api", Cause::key_blocked, "The key is restricted to other APIs."},
    {"API_KEY_HTTP_REFERRER_BLOCKED", "requests from referer", Cause::key_blocked,
     "The key is restricted to certain websites."},
    {"API_KEY_IP_ADDRESS_BLOCKED", "", Cause::key_blocked, "The key is restricted to certain IP addresses."},
    {"API_KEY_ANDROID_APP_BLOCKED", "", Cause::key_blocked, "The key is restricted to certain Android apps."},
    {"API_KEY_IOS_APP_BLOCKED", "", Cause::key_blocked, "The key is restricted to certain iOS apps."},
    {"SERVICE_DISABLED", "generative language api has not been used in project", Cause::service_disabled,
     "The API is not enabled in the key's project."},
    {"BILLING_DISABLED", "", Cause::billing_disabled, "Billing is disabled in the key's project."},
    {"", "gemini api free tier is not available in your country", Cause::billing_disabled,
     "The free tier is not available to this key: its project needs billing."},
    // On Google's own layer for OpenAI's clients, of an "AQ." key: what else went up was a credential, too.
    {"", "multiple authentication credentials", Cause::rejected, "The upstream was sent more than one credential."},
    {"", "user location is not supported", Cause::location,
     "The upstream does not serve the place this call came from; the key is not at fault."},
};

/// The services that answer with a model; all others may want credentials of another kind.
bool is_of_models(Bytes method) {
  return text::contains(method, "GenerativeService") || text::contains(method, "PredictionService");
}

/// Some resources are served to other credentials alone. Every model takes a key: there the words mean a wrong one.
bool takes_no_key(const UpstreamError& error, const Asked& asked, Bytes text) {
  if (error.http_status != 401 || !error.structured) return false;
  const bool says_so = error.reason == "CREDENTIALS_MISSING" || error.reason == "ACCESS_TOKEN_TYPE_UNSUPPORTED" ||
                       text::starts_with(text, "api keys are not supported by this api") ||
                       text::starts_with(text, "request is missing required authentication credential") ||
                       text::starts_with(text, "request had invalid authentication credentials. expected oauth");
  return says_so && (error.method.empty() ? asked.model.empty() : !is_of_models(error.method));
}

Diagnosis of_403(const UpstreamError& error, Bytes text, Arena& arena) {
  if (error.reason == "IAM_PERMISSION_DENIED" && text::contains(text, "/models/")) {
    return diagnose(Cause::model_denied, "The key's project may not use this model.", error, arena);
  }
  if (text::starts_with(text, "method doesn't allow unregistered callers")) {
    return diagnose(Cause::key_unsent, "The request reached the upstream without a key.", error, arena);
  }
  const bool about_resource = error.reason == "IAM_PERMISSION_DENIED" ||
                              text::starts_with(text, "you do not have permission to access") ||
                              text::starts_with(text, "cachedcontent not found");
  if (about_resource) {
    return diagnose(Cause::foreign_resource, "What the request names belongs to another key's project.", error, arena);
  }
  return reading::diagnose_by_status(error, arena);
}

Diagnosis of_404(const UpstreamError& error, Bytes text, Arena& arena) {
  const bool to_new_users =
      text::starts_with(text, "this model ") && text::contains(text, "no longer available to new users");
  if (to_new_users) {
    return diagnose(Cause::model_closed, "The model is closed to projects as new as this key's.", error, arena);
  }
  return reading::diagnose_by_status(error, arena);
}

bool wants_billing(const UpstreamError& error, Bytes text) {
  return error.http_status == 400 && error.status == "FAILED_PRECONDITION" &&
         (text::contains(text, "billing") || text::contains(text, "free tier"));
}

bool is_too_long(Bytes text) {
  return text::contains(text, "input token count") && text::contains(text, "exceeds the maximum number of tokens");
}

Diagnosis of_status(const UpstreamError& error, const Asked& asked, Bytes text, Arena& arena) {
  if (error.http_status == 429) return classify_quota(error, asked, text, arena);
  if (!error.structured) return reading::diagnose_by_status(error, arena);
  if (error.http_status == 403) return of_403(error, text, arena);
  if (wants_billing(error, text)) {
    return diagnose(Cause::billing_required, "The upstream refuses the request itself.", error, arena);
  }
  Diagnosis made = error.http_status == 404 ? of_404(error, text, arena) : reading::diagnose_by_status(error, arena);
  const bool clients_own =
      made.cause == Cause::rejected || made.cause == Cause::model_unknown || made.cause == Cause::too_large;
  if (clients_own && is_too_long(text)) made.cause = Cause::context_too_long;
  return made;
}

}  // namespace

Diagnosis classify(const UpstreamError& error, const Asked& asked, Arena& arena) {
  const Bytes text = reading::lower_text(error, arena);
  if (takes_no_key(error, asked, text)) {
    return diagnose(Cause::keyless_resource, "What the request names takes no API key.", error, arena);
  }
  constexpr std::size_t sign_count = sizeof(key_signs) / sizeof(key_signs[0]);
  if (const reading::Sign* sign = reading::find_sign(key_signs, sign_count, error, text)) {
    return diagnose(sign->cause, sign->sentence, error, arena);
  }
  Diagnosis made = of_status(error, asked, text, arena);
  made.field = read_field(error.field);
  if (asked.client == error.envelope) made.param = error.field;
  return made;
}

}  // namespace rota::gemini
