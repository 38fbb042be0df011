// Refusal: why an entry of a text of keys is not taken.
// Knows each reason's name and sentence, which holds nothing of the entry; refuses to know who finds it.
#pragma once

#include "base/bytes.h"

namespace rota::pool {

enum class Refusal : std::uint8_t {
  empty,         ///< a place for a key with nothing in it
  not_text,      ///< JSON of another type
  too_short,
  too_long,
  unsendable,    ///< holds what no header carries
  has_comma,
  open_quote,
  label_alone,
  no_known_key,  ///< words, where the text has keys of known shapes
  beside_known,  ///< a word beside such a key
  behind_label,  ///< what stands behind a name or a mail address: a password, perhaps
  address,       ///< a URL without a key
  placeholder,   ///< "AIza..."
  other_variable,
  pool_full,
  unread,        ///< the whole text
};
inline constexpr std::size_t refusal_count = 16;

/// As in answers: lower case and underscores.
[[nodiscard]] Bytes name_of(Refusal refusal);
/// A literal.
[[nodiscard]] Bytes sentence_of(Refusal refusal);

}  // namespace rota::pool
