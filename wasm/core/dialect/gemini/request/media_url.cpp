// Schemes and hosts; see media_url.h.
#include "dialect/gemini/request/media_url.h"

#include "base/text.h"

namespace rota::gemini {

bool reads_url(Bytes url) {
  static constexpr Bytes hosts[] = {"youtube.com", "www.youtube.com", "m.youtube.com", "youtu.be",
                                    "generativelanguage.googleapis.com"};
  constexpr Bytes https = "https://";
  if (text::starts_with(url, "files/") || text::istarts_with(url, "gs://")) return true;
  if (!text::istarts_with(url, https)) return false;
  const Bytes rest = url.substr(https.size());
  const Bytes host = rest.substr(0, rest.find_first_of("/?#"));
  for (Bytes known : hosts) {
    if (text::iequals(host, known)) return true;
  }
  return false;
}

}  // namespace rota::gemini
