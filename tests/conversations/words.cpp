// The vocabulary of stories; see words.h.
#include "words.h"

#include <algorithm>
#include <vector>

namespace rota::conversations {

namespace {

/// Where stories speak otherwise than messages do: a request and the upstream's answer stand whole, with their bodies;
/// what a runner knows by itself is left out; one key is lent by its number.
const Word composed[] = {
    {"request", true, true, false, host::find_row(true, "request")},
    {"recover", true, true, true, host::find_row(true, "recover")},
    {"upstream", true, true, true, nullptr},
    {"cron", false, false, false, host::find_row(true, "cron")},
    {"pool_reply", false, true, true, host::find_row(true, "pool_reply")},
    {"kv_value", true, true, false, host::find_row(true, "kv_value")},
    {"pool_restart", false, true, false, nullptr},
};

std::vector<Word> words_of(bool is_event) {
  std::vector<Word> words;
  if (is_event) words.assign(std::begin(composed), std::end(composed));
  for (const host::Row& row : host::rows()) {
    const bool spoken = (row.machines & (host::machine::exchange | host::machine::gateway)) != 0;
    if (row.is_event != is_event || !spoken) continue;
    words.push_back({row.name, row.head != host::Form::none, row.body != host::Form::none, row.has_number, &row});
  }
  return words;
}

}  // namespace

const Word* find_word(bool is_event, const std::string& name) {
  static const std::vector<Word> events = words_of(true);
  static const std::vector<Word> actions = words_of(false);
  for (const Word& word : is_event ? events : actions) {
    if (name == word.name) return &word;
  }
  return nullptr;
}

const Word* find_failing(const std::string& name) {
  const Word* word = find_word(false, name);
  const std::vector<Kind>& failing = host::row_of(Kind::failed).token.of;
  const bool fails = word != nullptr && std::find(failing.begin(), failing.end(), word->row->kind) != failing.end();
  return fails ? word : nullptr;
}

bool has_lines(host::Form form) {
  return form == host::Form::request || form == host::Form::placed_request || form == host::Form::headers;
}

bool is_json(host::Form form) { return form == host::Form::json || form == host::Form::entry; }

}  // namespace rota::conversations
