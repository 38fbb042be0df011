// Google's sentences and what they ask for: API docs, public reports and recordings up to Nov 2026. The test reads them.
#pragma once

#include "base/bytes.h"
#include "dialect/amendments.h"

namespace rota::gemini {

using dialect::Amendments;
using dialect::Signatures;
using dialect::Strictness;
using dialect::ThinkingWish;

/// A sentence in which both words stand, in any case, asks for this.
struct Refusal {
  Bytes word;
  Bytes other;  ///< or empty
  Amendments wish;
};

namespace wish {

inline constexpr Amendments no_penalties{.penalties = true};
inline constexpr Amendments system_first{.system_instruction = true};
inline constexpr Amendments format_in_words{.format = true};
inline constexpr Amendments closing_turn{.closing_turn = true, .once_more = true};
/// No request of Rota's holds it (doubled declarations, references and foreign media in results): a server of another version
/// has said so, or one on a bad day.
inline constexpr Amendments once_more{.once_more = true};
inline constexpr Amendments no_sampling{.sampling = true};
inline constexpr Amendments thoughtless{.no_thinking = true};
inline constexpr Amendments nearest_thinking{.thinking = ThinkingWish::nearest};
inline constexpr Amendments fill_signatures{.signatures = Signatures::filled};
inline constexpr Amendments replace_signatures{.signatures = Signatures::replaced};
inline constexpr Amendments loose{.strictness = Strictness::loose};

}  // namespace wish

inline constexpr Refusal refusals[] = {
    {"penalty", "not enabled", wish::no_penalties},
    {"penalty", "not supported", wish::no_penalties},
    {"developer instruction", "not enabled", wish::system_first},
    {"system instruction", "not enabled", wish::system_first},
    {"system instruction", "not supported", wish::system_first},
    {"json mode is not enabled", {}, wish::format_in_words},
    {"response mime type", "unsupported", wish::format_in_words},
    {"response_mime_type", "not supported", wish::format_in_words},
    {"ending with a model turn", {}, wish::closing_turn},
    {"end with a model", {}, wish::closing_turn},
    {"ends with a model", {}, wish::closing_turn},
    {"end with a user role", {}, wish::closing_turn},
    {"end with a user turn", {}, wish::closing_turn},
    {"prefill", {}, wish::closing_turn},
    {"duplicate function declaration", {}, wish::once_more},
    {"function_response.response", "does not match", wish::once_more},
    {"function_response.parts", {}, wish::once_more},
    {"functionresponse.parts", {}, wish::once_more},
    {"temperature", "not supported", wish::no_sampling},
    {"temperature", "deprecated", wish::no_sampling},
    {"top_p", "not supported", wish::no_sampling},
    {"top_p", "deprecated", wish::no_sampling},
    {"top_k", "not supported", wish::no_sampling},
    {"top_k", "deprecated", wish::no_sampling},
    {"topp", "not supported", wish::no_sampling},
    {"topk", "not supported", wish::no_sampling},
    {"thinking is not", {}, wish::thoughtless},
    {"thinking_config is not supported", {}, wish::thoughtless},
    {"thinkingconfig is not supported", {}, wish::thoughtless},
    {"does not support thinking", {}, wish::thoughtless},
    {"thinking level", {}, wish::nearest_thinking},
    {"thinking_level", {}, wish::nearest_thinking},
    {"thinkinglevel", {}, wish::nearest_thinking},
    {"thinking budget", {}, wish::nearest_thinking},
    {"thinking_budget", {}, wish::nearest_thinking},
    {"thinkingbudget", {}, wish::nearest_thinking},
    {"thinking_config", {}, wish::nearest_thinking},
    {"thinkingconfig", {}, wish::nearest_thinking},
    {"include_thoughts", {}, wish::nearest_thinking},
    {"includethoughts", {}, wish::nearest_thinking},
    {"budget ", " is invalid", wish::nearest_thinking},
    {"thought signature", "missing", wish::fill_signatures},
    {"thought_signature", "missing", wish::fill_signatures},
    {"thoughtsignature", "missing", wish::fill_signatures},
    {"thought signature", {}, wish::replace_signatures},
    {"thought_signature", {}, wish::replace_signatures},
    {"thoughtsignature", {}, wish::replace_signatures},
    {"too many states", {}, wish::loose},
    {"schema", {}, wish::loose},
    {"validated", {}, wish::loose},
    {"function_calling_config", {}, wish::loose},
    {"functioncallingconfig", {}, wish::loose},
    {"request contains an invalid argument.", {}, wish::loose},  // all that Google says of a schema that it cannot compile
};

/// Before the most that a model writes, in sentences that name maxOutputTokens.
inline constexpr Bytes before_most[] = {"(inclusive) to ", "less than or equal to ", "at most ", "maximum of ",
                                        "up to ", "limit of "};

}  // namespace rota::gemini
