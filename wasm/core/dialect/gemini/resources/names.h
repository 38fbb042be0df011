// Names: how Google calls what it keeps for a project: "files/abc-123", "models/veo-3.1/operations/xyz".
// Knows collections, lives and the forms in which a name stands in paths, URLs and members; refuses to know where in a
// message to look (resources).
#pragma once

#include "base/arena.h"

namespace rota::gemini {

/// The resource that a path without its version is about, or that a text begins with; what stands below it or behind it
/// (":download", "/documents/d") is left out. Empty: none. A view into `path`.
[[nodiscard]] Bytes resource_of(Bytes path);
/// The same of a member's text: a name, or the URL of one.
[[nodiscard]] Bytes resource_in(Bytes text);
/// The collection that a path without its version is, e.g. "files"; empty: none.
[[nodiscard]] Bytes collection_of(Bytes path);
/// Whether a list of the collection holds what its project has made and nothing else.
[[nodiscard]] bool is_listed(Bytes collection);
/// Whether it stands in the manner of OpenAI's interfaces: its entries say an id, and lists `next_page_token`.
[[nodiscard]] bool has_ids(Bytes collection);
/// How long one is kept of which nobody says so, in ms.
[[nodiscard]] double usual_life_ms(Bytes name);
/// Without "/v1beta" and the like before it.
[[nodiscard]] Bytes without_version(Bytes path);
/// A time as Google's JSON has it ("2026-12-03T15:01:23.031Z"), in ms since 1970; 0: it is none.
[[nodiscard]] double read_time_ms(Bytes text);

}  // namespace rota::gemini
