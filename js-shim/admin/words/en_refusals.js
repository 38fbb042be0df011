// English for why an entry of a text of keys is left out; see en.js.

export const refusals = {
  empty: "There is no key here.",
  no_text: "The key is no text.",
  too_short: "It is too short to be a key.",
  too_long: "It is too long to be a key.",
  unsendable: "It has characters that no header carries.",
  has_comma: "It has a comma in it, so it may be several keys.",
  open_quote: "A quote is opened here and never closed.",
  label_alone: "No key follows this label in its line.",
  no_known_key: "There is no key of a known form here.",
  beside_known: "Beside a key of a known form other words are left out: they may be passwords.",
  behind_label: "What follows a name or a mail address is taken only in a known form: it may be a password.",
  address: "This is an address without a key of a known form.",
  placeholder: "This stands for a key, and is none.",
  other_variable: "This variable holds no keys of an upstream.",
  pool_full: "The pool holds no more keys than those before it.",
  unread: "This cannot be read.",
  table: {
    more: ["{n} more is not listed.", "{n} more are not listed."],
    line: "Line",
    why: "Why",
    shown: "Entry, masked",
  },
};
