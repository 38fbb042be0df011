// Matching: when what a machine said is what a vector expects.
// Knows placeholders, escapes and white space of JSON; refuses to know messages.
#pragma once

#include <map>
#include <string>

namespace rota::conversations {

/// What <id> placeholders have stood for so far in one case, by name.
using Bindings = std::map<std::string, std::string>;

/// "<a*3>" becomes "aaa"; everything else stays.
[[nodiscard]] std::string expand(const std::string& text);
/// Line breaks go; \n \r \t \\ \xHH and \uHHHH become what they mean.
[[nodiscard]] std::string unescape(const std::string& text);
/// JSON without the white space between its tokens.
[[nodiscard]] std::string compact(const std::string& json);

/// A pool call's JSON without the numbers of conversations: only stories about them show these.
[[nodiscard]] std::string without_conversations(const std::string& json);

/// Equality, save that <id> and <id:NAME> in `expected` stand for a run of letters and digits, the same wherever the
/// same placeholder stands.
[[nodiscard]] bool matches(const std::string& expected, const std::string& actual, Bindings& bindings);

}  // namespace rota::conversations
