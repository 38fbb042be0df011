// Message table: the rows of base/messages.def as data, for readers of stories and for checks of what a machine asks.
// Knows the columns; refuses to know what any message is for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/message.h"

namespace rota::host {

/// How a head or a body is written.
enum class Form {
  none,
#define ROTA_FORM(name, meaning) name,
#include "base/messages.def"
};

/// Bits of Row::machines.
namespace machine {
inline constexpr unsigned gateway = 1;
inline constexpr unsigned exchange = 2;
inline constexpr unsigned pool = 4;
inline constexpr unsigned responses = 8;
}  // namespace machine

struct Token {
  bool own = false;      ///< a new one
  std::vector<Kind> of;  ///< else whose it may be; none: the message has no token
};

struct Row {
  bool is_event;
  const char* name;
  Kind kind;
  unsigned machines;  ///< which take the event or give the action
  Token token;
  bool has_number;  ///< one that says something: how long the host waits is the host's own
  Form head;
  Form body;
};

/// All messages, the events first.
inline const std::vector<Row>& rows() {
  using namespace machine;
  using enum Kind;
#define ROTA_TOKEN_none \
  Token {}
#define ROTA_TOKEN_own \
  Token {              \
    true, {}           \
  }
#define ROTA_TOKEN_of(...) \
  Token {                  \
    false, { __VA_ARGS__ } \
  }
#define ROTA_SAYS(number) (ROTA_CARRIED(number) != 0 && std::string_view(#number) != "patience_ms" && std::string_view(#number) != "at_once_bytes")
#define ROTA_ROW(is_event, name, machines, token, number, head, body) \
  {is_event, #name, Kind::name, machines, ROTA_TOKEN_##token, ROTA_SAYS(number), Form::head, Form::body},
#define ROTA_EVENT(name, kind, machines, token, number, head, body, sentence) \
  ROTA_ROW(true, name, machines, token, number, head, body)
#define ROTA_ACTION(name, kind, machines, token, number, head, body, sentence) \
  ROTA_ROW(false, name, machines, token, number, head, body)
  static const std::vector<Row> table = {
#include "base/messages.def"
  };
#undef ROTA_ROW
#undef ROTA_SAYS
#undef ROTA_TOKEN_of
#undef ROTA_TOKEN_own
#undef ROTA_TOKEN_none
  return table;
}

/// nullptr: there is no such message.
inline const Row* find_row(bool is_event, const std::string& name) {
  for (const Row& row : rows()) {
    if (row.is_event == is_event && row.name == name) return &row;
  }
  return nullptr;
}
inline const Row& row_of(Kind kind) {
  for (const Row& row : rows()) {
    if (row.kind == kind) return row;
  }
  return rows().front();  // every kind has a row
}

}  // namespace rota::host
