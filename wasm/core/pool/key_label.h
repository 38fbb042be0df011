// Key label: what stands beside a key in a line: a mail address, a name, or what is neither and may be a password.
// Knows how such fields are parted and which names speak of keys, of passwords and of other secrets; refuses to know keys.
#pragma once

#include "base/bytes.h"

namespace rota::pool {

/// The first mail address (local@domain.tld, loosely) of the text, or empty.
[[nodiscard]] Bytes find_mail(Bytes text);

/// Whether a label may say so: letters, digits, what is not ASCII and `.-_+@ `, at most limits::key_label_bytes.
[[nodiscard]] bool is_label(Bytes text);
/// Says "key" or "token".
[[nodiscard]] bool names_key(Bytes name);
/// Says that what follows is a password.
[[nodiscard]] bool names_password(Bytes name);
/// A variable of keys that are no upstream's: a client's, a session's.
[[nodiscard]] bool names_other_secret(Bytes name);

/// `NAME=value`, with what shells and files put before the name. `name` is empty when it is none.
struct Variable {
  Bytes name;
  Bytes value;
};
[[nodiscard]] Variable read_variable(Bytes line);

/// Fields of one entry stand between bars or four dashes and more.
[[nodiscard]] bool has_fields(Bytes text);

/// Without white space, quotes and brackets at both ends.
[[nodiscard]] Bytes bare(Bytes text);

struct KeyLabel {
  Bytes name;
  Bytes email;
  Bytes others;  ///< of the text, without the label
  [[nodiscard]] bool found() const { return !name.empty() || !email.empty(); }
};
/// Of the text before a key, and behind the key before that one.
[[nodiscard]] KeyLabel label_before(Bytes text);
/// Of the text behind a key, where it is joined to it: `key:mail`.
[[nodiscard]] KeyLabel label_behind(Bytes text);

}  // namespace rota::pool
