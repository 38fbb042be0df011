// Piece by piece; see arguments_text.h.
#include "dialect/reading/arguments_text.h"

#include "base/text.h"

namespace rota::reading {

json::Escaped ArgumentsText::escaped(Bytes piece, Arena& arena) {
  Buffer out;
  append(out, piece);
  return json::trust_escaped(arena.copy(out.view()));
}

void ArgumentsText::append(Buffer& out, Bytes piece) {
  empty_ = empty_ && piece.empty();
  std::size_t kept = 0;
  for (std::size_t at = 0; at < piece.size(); ++at) {
    const char c = piece[at];
    const bool special = c == '"' || c == '\\';
    if (escape_) {  // an escape's second octet never ends the string
      escape_ = false;
      if (!special) continue;
    } else if (!special) {
      if (in_string_ || !text::is_space(c)) continue;
      out.append(piece.substr(kept, at - kept));
      kept = at + 1;
      continue;
    } else if (c == '"') {
      in_string_ = !in_string_;
    } else {
      escape_ = true;
    }
    out.append(piece.substr(kept, at - kept));
    out.append('\\');
    kept = at;
  }
  out.append(piece.substr(kept));
}

}  // namespace rota::reading
