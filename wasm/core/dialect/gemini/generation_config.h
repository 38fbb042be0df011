// Gemini generation config: sampling, thinking, the answer's format and forms.
// Knows Google's field names and ranges (TRANSLATION: 1, 5 to 7); refuses to know which model takes what, but by
// traits.
#pragma once

#include "chat/conversation.h"
#include "dialect/gemini/model_name.h"
#include "json/reader.h"
#include "json/writer.h"

namespace rota::gemini {

/// What of the config to leave out.
struct ConfigForm {
  ModelTraits traits;
  bool penalties = true;
  bool thinking = true;
  bool format = true;  ///< false: the answer's format stands in the system text
};

/// Writes the member `generationConfig`, or nothing when there is nothing to say. Settings that the client gave in
/// Google's own words win over all others. Fails with the client's blame for a schema that is none.
[[nodiscard]] Status write_generation_config(const chat::Conversation& conversation, const ConfigForm& form,
                                             json::Reader& scratch, json::Writer& writer);

}  // namespace rota::gemini
