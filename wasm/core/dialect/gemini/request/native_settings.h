// Native settings: what a client set in Google's own words, as members of a request.
// Knows whose settings are Google's and that of two spellings of one name the last one counts; refuses to know the
// names.
#pragma once

#include "chat/conversation.h"
#include "json/writer.h"

namespace rota::gemini {

/// Those of Google's that stand within `place` (in camel case; empty: the request itself), in order, each once.
[[nodiscard]] List<const chat::NativeSetting*> settings_within(Bytes place, const List<chat::NativeSetting>& settings,
                                                               Arena& arena);
/// Whether one of them has that name, in camel case.
[[nodiscard]] bool has_setting(Bytes place, Bytes name, const List<chat::NativeSetting>& settings);
/// Writes the setting as a member, in camel case; but schemas as they stand.
void write_setting(const chat::NativeSetting& setting, json::Writer& writer);

}  // namespace rota::gemini
