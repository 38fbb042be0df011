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
inline constexpr std::size_t key_words = 6;

[[nodiscard]] Bytes text_of(KeyWord word);
/// False when it is none of the words.
[[nodiscard]] bool parse_key_word(Bytes text, KeyWord& out);

/// How the key at that position of the ledger stands.
[[nodiscard]] KeyWord key_word(const pool::Ledger& ledger, std::uint32_t at, double now_ms);

/// Adds to an open object how a key stands: state, cause, reason, until; latency_ms (moving average to the first byte)
/// and success_rate (0 to 1), null before there was an attempt; families: [{family, requests_today, quota}]; models:
/// [{model, family, state, cause, reason, until, requests_today, errors_today, tokens_today, requests_minute,
/// tokens_minute, quota, learned_day_limit}]. What is of the minute or counts towards a quota is the project's; tokens
/// of the minute are those of prompts. `at` may be pool::nowhere.
void write_key_state(const pool::Ledger& ledger, std::uint32_t at, double now_ms, json::Writer& json);

/// Adds to an open object how the key stands for one model: state, cause, reason, until. Rests are the project's.
void write_model_state(const pool::Ledger& ledger, std::uint32_t at, pool::Name model, double now_ms,
                       json::Writer& json);

}  // namespace rota::admin
