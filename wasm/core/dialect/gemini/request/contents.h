// Gemini contents: turns and the system instruction as Google wants them ordered.
// Knows what parts look like, where function calls may stand and what Google checks of signatures (TRANSLATION: 2, 3);
// refuses to know tools and settings.
#pragma once

#include "base/result.h"
#include "chat/conversation.h"
#include "dialect/amendments.h"
#include "dialect/gemini/request/function_name.h"
#include "dialect/gemini/models/model_traits.h"
#include "dialect/gemini/request/tools.h"
#include "json/writer.h"

namespace rota::gemini {

/// What decides about the shape of the contents.
struct ContentsForm {
  ModelTraits traits;
  bool system_first = false;        ///< the system text leads the first question: the model takes no system instruction
  dialect::Signatures signatures = dialect::Signatures::own;
  bool closing_turn = false;        ///< the model does not take a conversation that ends with its own turn
  ServerTools server_tools;         ///< whose parts may be sent back
  json::Escaped instruction;        ///< one more system text at the end, or empty
};

/// Writes the members `contents` and `systemInstruction`. There is at least one turn or one system part. Fails with the
/// client's blame (400) for media whose data is no base64.
[[nodiscard]] Status write_contents(const chat::Conversation& conversation, const ContentsForm& form,
                                    FunctionNames& names, json::Writer& writer);
/// How many bytes they take, roughly, so that the buffer grows once.
[[nodiscard]] std::size_t estimate_contents(const chat::Conversation& conversation);

}  // namespace rota::gemini
