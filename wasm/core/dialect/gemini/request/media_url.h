// Media URLs: which links Google follows itself.
// Knows the places that only Google can read, or reads better; refuses to fetch the others (the exchange does).
#pragma once

#include "base/bytes.h"

namespace rota::gemini {

/// Whether `url` (UTF-8, as chat::Part::url) goes up as it is: YouTube's videos, files of the Gemini API and of Google
/// Cloud Storage (TRANSLATION: 2.1). All others are better fetched and sent inline: models and keys differ in whether
/// they take public URLs.
[[nodiscard]] bool reads_url(Bytes url);

}  // namespace rota::gemini
