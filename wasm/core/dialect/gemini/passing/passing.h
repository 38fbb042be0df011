// Passing requests of Gemini's dialect: which models and caches a body names, and whether its answer will say what it
// cost.
// Knows the members of such bodies, in both of the spellings that Google reads, and Google's system parameters; refuses
// to know who may ask for what.
#pragma once

#include "dialect/dialect.h"

namespace rota::gemini {

/// ClientDialect::single_members
inline constexpr Bytes single_members[] = {"model", "cachedContent", "cached_content", "generateContentRequest",
                                           "generate_content_request", "requests", "batch"};

/// ClientDialect::names_in. The path names the model that is called; what a body names besides must be the same to
/// Google, and counts all the same.
void names_in(json::Value body, dialect::BodyNames& names, Arena& arena);

/// UpstreamDialect::hides_usage: a mask of fields that does not list usageMetadata, or a format other than JSON
/// (Google API design guide, system parameters: fields, alt, each also with "$").
[[nodiscard]] bool hides_usage(const http::RequestHead& head, Arena& arena);

}  // namespace rota::gemini
