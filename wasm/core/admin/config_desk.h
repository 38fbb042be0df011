// Config desk: the settings that administrators edit.
// Knows how values come and go in JSON; refuses to judge them (store/config.h).
#pragma once

#include "admin/operation.h"

namespace rota::admin {

/// GET /admin/config: {settings: [{name, value, default, description, kind, min, max, words}], version}; values are
/// texts, as the table holds them.
void list_settings(Operation& operation, Step& step);
/// POST /admin/config {name: value, ..., version}: values are texts, numbers, true or false, of model_aliases an
/// object too; null is back to the default. Answers as list_settings, once they are in effect.
void change_settings(Operation& operation, Step& step);

}  // namespace rota::admin
