// Google behind an upstream of this dialect: its words, its keys, its names; see google.h.
#include "base/text.h"
#include "dialect/gemini/error/error.h"
#include "dialect/gemini/gemini.h"
#include "dialect/openai/google/google.h"

namespace rota::openai::google {

chat::Diagnosis classify(const chat::UpstreamError& error, const dialect::Asked& asked, Arena& arena) {
  return gemini::classify(error, asked, arena);
}

bool looks_like_key(Secret key) { return gemini::looks_like_key(key); }

Bytes without_model_prefix(Bytes id) {
  constexpr Bytes prefix = "models/";
  return text::starts_with(id, prefix) ? id.substr(prefix.size()) : id;
}

}  // namespace rota::openai::google
