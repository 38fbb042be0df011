// Diagnosis: what every upstream's errors have in common, for the dialects' own classify().
// Knows HTTP statuses and how to look for signs of a refused key; refuses to know any upstream's signs.
#pragma once

#include "chat/cause.h"
#include "chat/upstream_error.h"

namespace rota::reading {

/// One way to refuse a key: by the error's reason, or by how its text begins. An error may quote the client's own words
/// further on, and no client may talk a key out of the pool.
struct Sign {
  Bytes reason;
  Bytes prefix;  ///< lower case; counts where the error was structured
  chat::Cause cause;
  Bytes sentence;
};

/// The error's text in lower case, in `arena`.
[[nodiscard]] Bytes lower_text(const chat::UpstreamError& error, Arena& arena);

/// The first of the signs that the error, a 400, 401 or 403, shows; else null. `text` is lower_text().
[[nodiscard]] const Sign* find_sign(const Sign* signs, std::size_t count, const chat::UpstreamError& error, Bytes text);

/// With the status and the words of the error.
[[nodiscard]] chat::Diagnosis diagnose(chat::Cause cause, Bytes sentence, const chat::UpstreamError& error,
                                       Arena& arena);
/// What the status says by itself, when nothing in the error says more.
[[nodiscard]] chat::Diagnosis diagnose_by_status(const chat::UpstreamError& error, Arena& arena);

}  // namespace rota::reading
