// Key state: how a key stands right now, in the words that administrators read.
// Knows how the ledger's findings are told; refuses to find anything itself (pool/ledger.h).
#pragma once

#include "json/writer.h"
#include "pool/ledger.h"

namespace rota::admin {

/// ready: every model it has served can have it. limited: some model rests or has spent a quota. resting: all of it
/// rests for a while. disabled: dead until a probe or an administrator finds otherwise. off: an administrator's doing.
/// unreadable: the stored key cannot be decrypted, or this pool does not hold it.
enum class KeyWord : std::uint8_t { ready, limited, resting, disabled, off, unreadable };

[[nodiscard]] Bytes text_of(KeyWord word);
/// False when it is none of the words.
[[nodiscard]] bool parse_key_word(Bytes text, KeyWord& out);

/// How the key at that position of the ledger stands.
[[nodiscard]] KeyWord key_word(const pool::Ledger& ledger, std::uint32_t at, double now_ms);

/// Adds the members state, cause, reason, until and models of a key to an open object. `at` may be pool::nowhere.
void write_key_state(const pool::Ledger& ledger, std::uint32_t at, double now_ms, json::Writer& json);

}  // namespace rota::admin
