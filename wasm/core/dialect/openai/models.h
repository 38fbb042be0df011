// OpenAI models: writes the list of models and one of them.
// Knows the Model object (openai-openapi.json, Aug 2026); refuses to choose which models are shown.
#pragma once

#include "base/buffer.h"
#include "chat/model.h"

namespace rota::openai {

/// Appends {"object":"list","data":[...]}.
void write_models(const List<chat::Model>& models, Buffer& out);
/// Appends one model object. `created` is 0: Google does not say.
void write_model(const chat::Model& model, Buffer& out);

}  // namespace rota::openai
