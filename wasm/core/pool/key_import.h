// Importing keys: a text in any of the formats in which people keep keys, as one list with a report.
// Knows three kinds of text (lines, JSON, CSV) and what is worth keeping beside a key; refuses to know which keys the
// pool holds already, and what a good key looks like beyond what a header can carry.
//
// The kind is told by the text itself: JSON begins with [ or {; CSV has a column of keys named in its first line;
// anything else is lines. In all of them white space around a text does not matter, and a name, a mail address, a
// project or a note loses everything that has the shape of a key (text::redact), for it is shown in full.
//
// Lines. Keys stand between commas and white space. `#` at the beginning, or behind a comma or white space, begins a
// note for the keys of its line. `label:key` gives a key a label: a mail address when there is an @ in it, else a
// name. Which colon it is:
// - behind a mail address the first one: what follows is the key, colons and all; `key:mail` is taken as well;
// - else the last one, when only letters, digits, non-ASCII and `.-_+@:` stand before it. A key may not hold a colon
//   of its own there, save that `api_key:` belongs to the key, unless what follows has a well-known beginning;
// - `AIza...:label` is a key before its label, by that well-known beginning;
// - with white space beside the last colon of a line without commas, all before it is the label, unless there is
//   another colon or a well-known key in it: `My key: AIza...`.
// A mail address or a `label:` alone is for the key behind it in its line. Quotes around a key or a label are dropped.
//
// JSON. A list of keys and objects, alone or as `keys` of an object; or an object that gives each key its name. An
// object of the list holds the key as `value`, else as `api_key`, else as `key` (which is the name beside another), and
// perhaps `name`, `email`, `project`, `notes`, `weight`, `is_active`. Null is no key, and no refusal either.
//
// CSV. Columns as the members of JSON's objects, between commas, semicolons or tabs; unknown ones are skipped.
// Everywhere a member's or column's name counts without case, `_`, `-` and space, and has a few synonyms.
#pragma once

#include "base/list.h"
#include "base/result.h"
#include "json/reader.h"

namespace rota::pool {

/// A key and what was said of it. The texts are UTF-8 without control characters, at most limits::key_label_bytes each.
struct ImportedKey {
  std::uint64_t id = 0;  ///< text::fingerprint of the key
  Bytes secret;
  Bytes name;
  Bytes email;
  Bytes project;
  Bytes notes;
  std::uint8_t weight = 1;  ///< 1 to limits::key_weight_max
  bool active = true;
};

/// An entry that is no key.
struct Refused {
  std::uint32_t line_or_index = 0;  ///< from 1: the line, or the place in JSON's list
  Bytes why;                        ///< one literal sentence
  Bytes shown;                      ///< the entry masked, or empty
};

struct KeyImport {
  List<ImportedKey> keys;  ///< in the order of the text, each once: the first of equals counts
  List<Refused> refused;   ///< the first limits::import_refusals of them
  std::uint32_t duplicates = 0;
  std::uint32_t refused_count = 0;
  Bytes format;  ///< "lines", "json" or "csv"
};

/// Reads `text`. Everything returned lives in `arena` and in `text`, both of which must outlive it; `reader` may read
/// again at once. Fails as a whole only for JSON or UTF-8 that is broken (400, the message names the place) and past
/// limits::import_bytes or the reader's bounds (413).
[[nodiscard]] Result<KeyImport*> read_import(Bytes text, json::Reader& reader, Arena& arena);

}  // namespace rota::pool
