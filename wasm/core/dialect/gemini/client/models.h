// Lists of models, as Google's clients read them.
// Knows the members of Google's Model; refuses to know what a model can do, but for the one thing that its name says.
#pragma once

#include "base/buffer.h"
#include "chat/model.h"

namespace rota::gemini::clients {

/// ClientDialect::write_models and write_model.
void write_models(const List<chat::Model>& models, Buffer& out);
void write_model(const chat::Model& model, Buffer& out);

}  // namespace rota::gemini::clients
