// Call item: what the model wants done, by a function or by a tool of this dialect's own.
// Knows the types of calls and their events, whole and in pieces; refuses to check arguments.
#pragma once

#include "dialect/openai/chat/tool_call.h"
#include "dialect/openai/responses/makings.h"
#include "json/reader.h"

namespace rota::openai::responses {

class CallItem {
 public:
  /// `delta` begins the call; what is remembered of it is copied.
  void begin(const chat::Delta& delta, std::uint32_t output, const Makings& makings);
  /// The next piece of the arguments.
  void add(Bytes arguments, const Makings& makings);
  /// The whole item. `whole`: its end is the model's own.
  [[nodiscard]] json::Pieces end(bool whole, const Makings& makings);

 private:
  enum class Type : std::uint8_t { function, custom, tool_search, local_shell };
  [[nodiscard]] static Type type_of(const chat::Delta& delta, const Envelope& envelope);
  [[nodiscard]] json::Pieces write(json::Escaped status, json::Escaped text, json::Value object, Arena& arena) const;
  void write_name(json::Writer& writer) const;
  void say_function(json::Escaped arguments, const Makings& makings) const;
  void say_custom(json::Escaped input, const Makings& makings) const;

  Type type_ = Type::function;
  Place place_;
  json::Escaped call_id_;
  json::Escaped name_;
  json::Escaped name_space_;
  ArgumentsText text_;
  List<json::Escaped> escaped_;  // of a function: the pieces as they were told
  List<Bytes> pieces_;           // of all others: as they came
};

/// Whether the call's id has room for the signature of the call that `delta` begins.
[[nodiscard]] bool id_carries_signature(const chat::Delta& delta);

}  // namespace rota::openai::responses
