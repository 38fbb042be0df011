// Words: the messages that a story may name, and what its fence holds of each.
// Knows which messages exchanges and gateways take and give (host/message_table.h), and the few that stories have of
// their own; refuses to know what happens then (world).
#pragma once

#include <string>

#include "host/message_table.h"

namespace rota::conversations {

struct Word {
  const char* name;
  bool head;             ///< the fence holds a head
  bool body;             ///< the fence holds a body, behind an empty line when there is a head as well
  bool number;           ///< a number may stand behind the name
  const host::Row* row;  ///< the message; nullptr for what is several of them
};

/// nullptr: no story may say that.
[[nodiscard]] const Word* find_word(bool is_event, const std::string& name);

/// The word `failed NAME` may name that action; nullptr when it cannot fail or no story may say it.
[[nodiscard]] const Word* find_failing(const std::string& name);

/// A head of several lines, each of which ends.
[[nodiscard]] bool has_lines(host::Form form);
/// White space between the tokens of what has this form means nothing.
[[nodiscard]] bool is_json(host::Form form);

}  // namespace rota::conversations
