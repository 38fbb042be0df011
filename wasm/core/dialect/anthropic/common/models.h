// Lists of models, as Anthropic's clients read them.
// Knows their members; refuses to know which models there are.
#pragma once

#include "base/buffer.h"
#include "chat/model.h"

namespace rota::anthropic {

/// Appends {"data":[...],"has_more":false,...}: the whole list is one page.
void write_models(const List<chat::Model>& models, Buffer& out);
void write_model(const chat::Model& model, Buffer& out);

}  // namespace rota::anthropic
