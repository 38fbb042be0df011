// The rule of secrets: who may take the text out of one, and what for.
// Knows the word and its places; the type itself keeps secrets out of writers, joins and logs.
import { codeOf, each, isCore, linesOf } from "./tidy_tree.mjs";

/** By file: what is done with the text. One that reveals nothing any more is a fault. */
export const revealers = {
  "wasm/core/access/admin_session.cpp": "the password is part of what the host signs",
  "wasm/core/access/client_access.cpp": "a list of client keys is taken apart, and a key looked at for what no header carries",
  "wasm/core/admin/client_changes.cpp": "a client key is shown once, when it is made",
  "wasm/core/admin/key_export.cpp": "the password was given again for it",
  "wasm/core/admin/operation.cpp": "what is to be sealed, digested or signed goes to the host",
  "wasm/core/base/text.cpp": "all but the end is masked",
  "wasm/core/base/text.h": "compared in constant time, and named by a fingerprint",
  "wasm/core/dialect/gemini/gemini.cpp": "the header that carries the key, and its shape",
  "wasm/core/dialect/openai/openai.cpp": "the header that carries the key",
  "wasm/core/exchange/gates.cpp": "what is to be digested or signed goes to the host",
  "wasm/core/exchange/lease_bank.cpp": "a lent key is kept until a request needs it",
  "wasm/core/exchange/warm_keys.cpp": "a key that was lent is kept for the conversations that are on it",
  "wasm/core/http/secret_mask.cpp": "sought in what an upstream says",
  "wasm/core/pool/key_intake.cpp": "a key is trimmed and looked at for what no header carries",
  "wasm/core/pool/key_list.cpp": "a list of keys is taken apart",
  "wasm/core/pool/ledger_apply.cpp": "sought in a reason that must not hold it",
  "wasm/core/pool/loader_effect.cpp": "sealed anew, in its place",
  "wasm/core/pool/pool_reply.cpp": "the object lends the key to an isolate",
  "wasm/core/pool/reconcile.cpp": "the ledger keeps it in memory",
  "wasm/core/pool/roster.cpp": "copied beside what says of it",
};

/** By file: why a text is known to be JSON without having been read or escaped as such (json/spliced.h). */
export const trusters = {
  "wasm/core/admin/key_json.cpp": "the digits of a share",
  "wasm/core/dialect/gemini/request/native_json.cpp": "a name's underscores taken out; no escape has a letter behind one",
  "wasm/core/dialect/gemini/request/native_settings.cpp": "a value with its names respelt likewise",
  "wasm/core/dialect/gemini/request/tools.cpp": "the same",
  "wasm/core/dialect/gemini/schema/writer.cpp": "a schema's nodes hold what a reader gave, and sentences escaped there",
  "wasm/core/dialect/reading/arguments_text.cpp": "arguments that ArgumentsText has escaped",
  "wasm/core/dialect/reading/data_url.cpp": "cut behind a comma, which no escape holds; base64 digits; a head looked at",
  "wasm/core/exchange/gathering.cpp": "base64, made here",
  "wasm/core/json/spliced.cpp": "what was escaped, copied or put together here",
  "wasm/core/json/spliced.h": "the words themselves",
  "wasm/core/json/value.cpp": "what the reader has checked",
  "wasm/core/json/writer.h": "what a writer has written",
  "wasm/core/stats/usage_rows.cpp": "a row that its own writer wrote",
};

const reveals = (line) => /\breveal\(\)/.test(codeOf(line));

const trusts = (line) => /\btrust_(?:escaped|raw)\b/.test(codeOf(line));

/** A rule of places: what `does` says of a line stands only in the files that `places` names, and in each of them. */
const onlyIn = (tree, places, does, complaint) => [
  ...each(tree, isCore, (path, text) =>
    path in places ? [] : linesOf(text).map((line, at) => does(line) && `line ${at + 1}: ${complaint}`),
  ),
  ...Object.keys(places)
    .filter((path) => tree.has(path) && !linesOf(tree.get(path)).some(does))
    .map((path) => [path, "does not any more what scripts/tidy_secrets.mjs lets it: take it off"]),
];

/** Text that is taken for JSON on somebody's word. */
export const splices = (tree) =>
  onlyIn(tree, trusters, trusts, "takes a text for JSON unseen; escape it, or say why in scripts/tidy_secrets.mjs");

export function secrets(tree) {
  const found = each(tree, isCore, (path, text) =>
    path in revealers || path === "wasm/core/base/secret.h"
      ? []
      : linesOf(text).map((line, at) => reveals(line) && `line ${at + 1}: reveals a secret; say what for in scripts/tidy_secrets.mjs`),
  );
  const idle = Object.keys(revealers).filter((path) => tree.has(path) && !linesOf(tree.get(path)).some(reveals));
  return [...found, ...idle.map((path) => [path, "reveals no secret any more: take it off scripts/tidy_secrets.mjs"])];
}
