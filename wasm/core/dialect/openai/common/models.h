// OpenAI models: writes and reads the list of models.
// Knows the Model object (openai-openapi.json, Aug 2026); refuses to choose which models are shown.
#pragma once

#include "base/buffer.h"
#include "chat/model.h"
#include "json/reader.h"

namespace rota::openai {

/// Appends {"object":"list","data":[...]}.
void write_models(const List<chat::Model>& models, Buffer& out);
/// Appends one model object. `created` is 0: nobody says.
void write_model(const chat::Model& model, Buffer& out);

/// Appends the models of such a list to `models`, all texts copied into `arena`: their ids without prefixes, and owner,
/// name and context length where the server says them as write_model does. Fails with the upstream's blame (502)
/// when it is no such list.
[[nodiscard]] Status read_models(json::Value root, Arena& arena, List<chat::Model>& models);

/// The one model that `root` is; 502 when it is none.
[[nodiscard]] Result<chat::Model> read_model(json::Value root, Arena& arena);

}  // namespace rota::openai
