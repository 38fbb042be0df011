// Gemini generation config: sampling, thinking, the answer's format and forms.
// Knows Google's field names and ranges (TRANSLATION: 1, 5 to 7); refuses to know which model takes what, but by
// traits.
#pragma once

#include "chat/conversation.h"
#include "dialect/amendments.h"
#include "dialect/gemini/models/model_traits.h"
#include "dialect/gemini/schema/schema.h"
#include "json/reader.h"
#include "json/writer.h"

namespace rota::gemini {

/// How the config is put.
struct ConfigForm {
  ModelTraits traits;
  dialect::Amendments amendments;
  bool format = true;  ///< false: the answer's format stands in the system text
};

/// Writes the member `generationConfig`, or nothing when there is nothing to say. Settings that the client gave in
/// Google's own words win over all others. Fails with the client's blame for a schema that is none.
[[nodiscard]] Status write_generation_config(const chat::Conversation& conversation, const ConfigForm& form,
                                             SchemaBudget& budget, json::Reader& scratch, json::Writer& writer);

}  // namespace rota::gemini
