// Key import: the one reader of keys, for API_KEYS, CLIENT_API_KEYS, KV, imports, migrations and pasted lists.
// Knows three kinds of text (lines, JSON, CSV), the keys whose form nobody mistakes (base/key_shape.h) and what is worth
// keeping beside a key; refuses to know which keys the pool holds already, and what a good key of another form looks like
// beyond what a header can carry.
//
// The text itself shows its kind: JSON begins with [ or {; CSV has a column of keys named in its first line; anything
// else is lines. A byte order mark, UTF-16 behind one, full-width punctuation, curly quotes and spaces of any width are
// read as what they stand for. A name, a mail address, a project or a note loses everything that has the shape of a key
// (text::redact), for it is shown in full.
//
// Keys of a known form are taken out of whatever stands around them, each alone: mail----password----key, bars, semicolons,
// variables, Markdown, URLs. Where a text has one of them, what has another form is left out, unless a column, a member
// or `named` says that it is a key: a password is never taken for one.
//
// Lines. `#` at the beginning, or behind a gap, begins a note for the keys of its line. Of what stands before a key in its
// line, and joined to it behind a key (`key:mail`), a mail address is kept, else a name: the first of its fields.
// A text without a key of a known form holds keys between commas, semicolons and white space. There a word behind a mail
// address is left out, and so is one behind a name, unless the name says "key" or "token" or the word is as long as no
// password is. Words of prose, addresses and punctuation are no keys.
//
// JSON. A list of keys and objects, alone or as `keys` of an object; or an object that gives each key its name. An
// object of the list holds the key as `value`, else as `api_key`, else as `key` (which is the name beside another), and
// perhaps `name`, `email`, `project`, `notes`, `weight`, `is_active`. Null is no key, and no refusal either.
//
// CSV. Columns as the members of JSON's objects, between commas, semicolons or tabs; unknown ones are skipped.
// Everywhere a member's or column's name counts without case, `_`, `-` and space, and has a few synonyms.
#pragma once

#include "base/limits.h"
#include "base/list.h"
#include "base/result.h"
#include "base/secret.h"
#include "json/reader.h"
#include "pool/refusal.h"

namespace rota::pool {

/// A key and what was said of it. The texts are UTF-8 without control characters, at most limits::key_label_bytes each.
struct ImportedKey {
  std::uint64_t id = 0;  ///< text::fingerprint of the key
  Secret secret;
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
  Refusal why = Refusal::empty;
  Bytes shown;                      ///< the entry masked, or empty
};

struct KeyImport {
  List<ImportedKey> keys;  ///< in the order of the text, each once: the first of equals counts
  List<Refused> refused;   ///< the first limits::import_refusals of them
  std::uint32_t duplicates = 0;
  std::uint32_t refused_count = 0;
  Bytes format;  ///< "lines", "json" or "csv"
};

/// What a text is read for. As it stands: for an import.
struct KeyReading {
  std::size_t least_bytes = limits::import_key_min_bytes;  ///< of a key
  std::size_t most_bytes = limits::pool_key_bytes;
  std::size_t most_keys = limits::pool_keys;
  bool named = false;     ///< the words are said to be keys: one of any form counts, whole, also beside known ones
  bool any_text = false;  ///< keys need not be what a header carries as it is
  bool lenient = false;   ///< JSON that is broken is read as lines
};

/// Reads `text`. Everything returned lives in `arena` and in `text`, both of which must outlive it; `reader` may read
/// again at once. Fails as a whole only for JSON or UTF-8 that is broken (400, the message names the place) and past
/// limits::import_bytes or the reader's bounds (413).
[[nodiscard]] Result<KeyImport*> read_import(Bytes text, json::Reader& reader, Arena& arena, const KeyReading& reading = {});

}  // namespace rota::pool
