// Passing requests of OpenAI's dialect: which models a body names, and how a stream is made to say what it cost.
// Knows the members of such bodies and events; refuses to know who may ask for what.
#pragma once

#include "dialect/dialect.h"

namespace rota::openai {

/// ClientDialect::single_members. `models` and `route` are those of gateways that choose among several models.
inline constexpr Bytes single_members[] = {"model", "models", "route", "stream", "stream_options", "max_tokens",
                                           "max_completion_tokens", "max_output_tokens", "n"};

/// ClientDialect::names_in
void names_in(json::Value body, dialect::BodyNames& names, Arena& arena);

/// UpstreamDialect::with_usage: `stream_options.include_usage`, which a stream's last event answers (OpenAI API
/// reference, chat/create).
[[nodiscard]] Bytes with_usage(json::Value body, Bytes text, Arena& arena);
/// UpstreamDialect::is_usage_event: it has usage, and no choice.
[[nodiscard]] bool is_usage_event(json::Value event);
/// UpstreamDialect::refuses_usage
[[nodiscard]] bool refuses_usage(const chat::UpstreamError& error);

}  // namespace rota::openai
