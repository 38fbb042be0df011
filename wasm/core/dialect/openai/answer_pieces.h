// The pieces that whole answers and streams have in common.
// Knows how calls, logprobs, media and Google's extras look inside a message or a delta; refuses to know which it is.
#pragma once

#include "dialect/openai/answer.h"
#include "json/writer.h"

namespace rota::openai {

/// Appends JSON as the inside of a JSON string, without the white space between its tokens: a call's arguments.
void append_arguments(Buffer& out, Bytes json);

/// Writes the object {"content":[...],"refusal":null}; `count` lists follow one another.
void write_logprobs(const List<chat::TokenChoice>* lists, std::size_t count, json::Writer& writer);

/// Writes the member extra_content (as Google's own OpenAI layer has it) with what is not empty; nothing for nothing.
/// Both are escaped.
void write_extra_content(Bytes signature, Bytes finish_message, json::Writer& writer);

/// One element of `images`, as OpenRouter and LiteLLM spell pictures in answers.
void write_image(const chat::Delta& media, std::uint32_t index, json::Writer& writer);

[[nodiscard]] bool is_audio(const chat::Delta& media);
/// The member audio, as OpenAI has it.
void write_audio(const chat::Delta& media, const AnswerHead& head, json::Writer& writer);

}  // namespace rota::openai
