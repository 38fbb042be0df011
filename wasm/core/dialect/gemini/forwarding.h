// Forwarding: what of a request's head Google's own interface is sent.
// Knows the names of Google's documents (cloud.google.com/apis/docs/system-parameters, ai.google.dev/api, the SDKs of
// October 2026); refuses credentials (key, access_token, oauth_token), who is to be charged (quotaUser, $userProject,
// x-goog-user-project), JSONP's callback, and another method than the request's own (x-http-method-override).
#pragma once

#include "http/forward.h"

namespace rota::gemini {

inline constexpr Bytes forwarded_headers[] = {
    "x-goog-upload-*",                                    // resumable uploads
    "x-upload-content-type", "x-upload-content-length",  // their older form
    "x-goog-fieldmask",      "x-goog-request-params",    "x-goog-api-client", "x-server-timeout", "last-event-id",
};

inline constexpr Bytes forwarded_query[] = {
    "alt",         "$alt",         "fields",      "$fields",     "prettyPrint", "$prettyPrint", "$.xgafv",
    "pageSize",    "page_size",    "pageToken",   "page_token",  "filter",      "orderBy",      "order_by",
    "updateMask",  "update_mask",  "readMask",    "read_mask",   "view",        "force",        "allowMissing",
    "allow_missing", "returnPartialSuccess", "return_partial_success", "tunedModelId", "tuned_model_id",
    "uploadType",  "upload_type",  "uploadId",    "upload_id",   "upload_protocol", "uploadProtocol",
    // Interactions, and what stands beside them in OpenAI's manner.
    "stream",      "last_event_id", "include_input", "starting_after", "include", "after", "before", "limit", "order",
    "purpose",
};

}  // namespace rota::gemini
