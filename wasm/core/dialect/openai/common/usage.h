// OpenAI usage: reads it from an answer in passing, and writes it.
// Knows CompletionUsage (openai-openapi.json, Aug 2026) and what some servers leave out of it.
#pragma once

#include "chat/answer.h"
#include "json/reader.h"
#include "json/writer.h"

namespace rota::openai {

/// `usage` is the member of that name of an answer or of a chunk; null and absent say nothing. True when it said
/// something. Some servers leave thinking out of completion_tokens but not out of total_tokens
/// (recorded: fixtures/gomodel, 12 + 35 of 109): the difference is counted as thinking.
bool read_usage(json::Value usage, chat::Usage& out);
/// Writes the usage object with every field that OpenAI sends; what is not known counts as 0.
void write_usage(const chat::Usage& usage, json::Writer& writer);

}  // namespace rota::openai
