// List: what OpenAI's lists begin with, of models and of whatever else.
#pragma once

#include "json/writer.h"

namespace rota::openai {

/// Up to the first element of "data"; the caller ends the array, and the object with what else it has.
inline void begin_list(json::Writer& writer) {
  writer.begin_object();
  writer.key("object");
  writer.escaped("list");
  writer.key("data");
  writer.begin_array();
}

}  // namespace rota::openai
