// Gemini models: asks for and reads Google's list of models.
// Knows ListModels (recorded: fixtures/vercel-ai and others); refuses to choose which models clients may use.
#pragma once

#include "chat/model.h"
#include "json/reader.h"

namespace rota::gemini {

inline constexpr json::Escaped model_owner = "google";

/// The path with its query for one page of at most 1,000 models; `page` is empty for the first.
[[nodiscard]] Bytes models_path(Bytes page, Arena& arena);
/// The path of one model; `model` is stripped (model_name.h).
[[nodiscard]] Bytes model_path(Bytes model, Arena& arena);

/// Appends the models of a page to `page.models`, all texts copied into `arena`, and replaces `page.next_page`. Models
/// that can neither generate nor embed are left out. Fails with the upstream's blame (502) when it is no such list.
[[nodiscard]] Status read_models_page(json::Value root, Arena& arena, chat::ModelPage& page);
/// One model, as GET /v1beta/models/{model} answers.
[[nodiscard]] Result<chat::Model> read_model(json::Value root, Arena& arena);

}  // namespace rota::gemini
