// Envelope: the response object around an answer's items, and how it ended.
// Knows the members of a response (openai-openapi.json, Aug 2026) and what it repeats of the request; refuses to know what
// items look like.
#pragma once

#include "chat/answer.h"
#include "dialect/openai/responses/form.h"
#include "json/pieces.h"

namespace rota::openai::responses {

/// What all of one answer has in common, from before the upstream has said a word. Lives in the exchange's arena.
struct Envelope {
  json::Escaped id;
  std::int64_t created_s = 0;  ///< seconds since 1970
  const chat::Conversation* asked = nullptr;
  const Form* form = nullptr;
};

enum class Stage : std::uint8_t { in_progress, completed, incomplete, failed };

/// How far it has come.
struct State {
  Stage stage = Stage::in_progress;
  json::Escaped why_incomplete = {};   ///< max_output_tokens or content_filter
  json::Escaped error_code = {};       ///< of a failure
  Bytes error_message = {};            ///< likewise; UTF-8
  List<json::Pieces> items = {};         ///< those that are complete
  const chat::Usage* usage = nullptr;  ///< null: not known yet
  chat::ServiceTier tier = chat::ServiceTier::unset;
};

/// Why a finish is no completion; empty when it is one. `answered`: anything was said or called.
[[nodiscard]] json::Escaped why_incomplete(chat::Finish finish, bool answered);

/// Writes the answer that stands for the input: what the user has said and the summary, or all of the input where it could
/// not be summed up.
void write_shortened(const Envelope& envelope, const State& state, json::Writer& writer);

/// Writes the response object.
void write_response(const Envelope& envelope, const State& state, json::Writer& writer);

}  // namespace rota::openai::responses
