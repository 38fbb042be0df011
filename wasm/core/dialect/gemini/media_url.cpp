// Schemes and hosts; see media_url.h.
#include "dialect/gemini/media_url.h"

#include "base/text.h"

namespace rota::gemini {

bool reads_url(Bytes url) {
  static constexpr Bytes hosts[] = {"youtube.com", "www.youtube.com", "m.youtube.com", "youtu.be",
                                    "generativelanguage.googleapis.com"};
  constexpr Bytes https = "https://";
  constexpr Bytes storage = "gs://";
  if (text::starts_with(url, "files/") || text::iequals(url.substr(0, storage.size()), storage)) return true;
  if (!text::iequals(url.substr(0, https.size()), https)) return false;
  const Bytes rest = url.substr(https.size());
  const Bytes host = rest.substr(0, rest.find_first_of("/?#"));
  for (Bytes known : hosts) {
    if (text::iequals(host, known)) return true;
  }
  return false;
}

}  // namespace rota::gemini
