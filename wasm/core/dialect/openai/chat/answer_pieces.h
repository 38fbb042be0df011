// The pieces that whole answers and streams have in common.
// Knows how logprobs, citations and pictures look inside a message or a delta; refuses to know which it is.
#pragma once

#include "dialect/openai/chat/answer.h"
#include "dialect/openai/chat/cited_text.h"
#include "json/writer.h"

namespace rota::openai {

/// Writes the member service_tier, or nothing when it is unset.
void write_service_tier(chat::ServiceTier tier, json::Writer& writer);

/// Writes the object {"content":[...],"refusal":null}; `count` lists follow one another.
void write_logprobs(const List<chat::TokenChoice>* lists, std::size_t count, json::Writer& writer);

/// One token, with the best candidates for its place, as an object.
void write_token_choice(const chat::TokenChoice& choice, json::Writer& writer);

/// A citation and where it belongs.
struct PlacedCitation {
  const chat::Citation* citation = nullptr;  ///< in the list that was given
  Stretch stretch;
};
/// Every citation that is not the same as an earlier one. `cited` has the choice's whole text.
[[nodiscard]] List<PlacedCitation> place_citations(const List<chat::Citation>& citations, CitedText& cited, Arena& arena);
/// An address as OpenAI's schema wants it, a URI: upstreams' at times hold spaces (recorded: fixtures/pydantic-ai).
void write_uri(json::Escaped escaped, Arena& arena, json::Writer& writer);

/// Writes the member annotations: a url_citation for every citation that is not the same as an earlier one. `cited` has
/// the choice's whole text.
void write_annotations(const List<chat::Citation>& citations, CitedText& cited, Arena& arena, json::Writer& writer);

/// One element of `images`, as OpenRouter and LiteLLM spell pictures in answers.
void write_image(const chat::Delta& media, std::uint32_t index, json::Writer& writer);

}  // namespace rota::openai
