// Model: what a list of models says of one, in no dialect's words.
// Knows names and sizes; refuses to know quotas, aliases or who may use it.
#pragma once

#include "base/list.h"
#include "json/spliced.h"

namespace rota::chat {

/// Views live in the exchange's arena.
struct Model {
  json::Escaped id;                  ///< without the upstream's prefix
  json::Escaped owner;               ///< who made it, or whose list it stands on
  json::Escaped display_name;        ///< may be empty
  std::int64_t context_tokens = -1;  ///< input; -1 is "not said"
  std::int64_t output_tokens = -1;
};

/// One page of the upstream's list.
struct ModelPage {
  List<Model> models;
  Bytes next_page;  ///< UTF-8: the token that asks for the next page; empty on the last one
};

}  // namespace rota::chat
