// Spoken answers: the member audio of a message or a delta.
// Knows that upstreams speak raw PCM (recorded: audio/L16;codec=pcm;rate=24000, little-endian) and what OpenAI's
// audio.format calls it; refuses to convert sound: at most a header is put before it.
#pragma once

#include "dialect/openai/chat/answer.h"
#include "json/writer.h"

namespace rota::openai {

[[nodiscard]] bool is_audio(const chat::Delta& media);

/// Writes the member audio with the sound of all of them, one after the other; `spoken` is not empty. As WAV where the
/// client asked for that and `whole` says that there is no more to come: OpenAI streams raw PCM alone.
void write_audio(const List<const chat::Delta*>& spoken, bool whole, const AnswerHead& head, json::Writer& writer);

}  // namespace rota::openai
