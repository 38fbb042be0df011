// Output: in what form to answer.
// Knows response_format, modalities and the words in which a format can be asked for; refuses to know messages.
#pragma once

#include "chat/conversation.h"
#include "dialect/amendments.h"
#include "json/reader.h"
#include "json/writer.h"

namespace rota::openai {

/// Writes the members. `scratch` reads schemas.
void write_output(const chat::Conversation& conversation, const dialect::Amendments& amendments, json::Reader& scratch,
                  Arena& arena, json::Writer& writer);

/// What is spoken is asked for as raw PCM: of streams there is no other.
[[nodiscard]] bool wants_raw_sound(const chat::Conversation& conversation);

/// The wish for JSON in words, as far as the amendments want it said so; empty where nothing is to be said.
void describe_format(const chat::ResponseFormat& format, const dialect::Amendments& amendments, json::EscapedText& out);

}  // namespace rota::openai
