// See csv_cell.h.
#include "pool/csv_cell.h"

#include "base/text.h"

namespace rota::pool {

namespace {

constexpr Bytes formula_beginnings[] = {"=", "+", "-", "@", "\t", "\r", "\n",
                                        // The same in full width, which some take alike.
                                        "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"};

/// Behind any number of apostrophes, so that taking one off is the exact reverse of putting one there.
bool reads_as_formula(Bytes text) {
  while (!text.empty() && text.front() == '\'') text.remove_prefix(1);
  for (const Bytes beginning : formula_beginnings) {
    if (text::starts_with(text, beginning)) return true;
  }
  return false;
}

}  // namespace

void append_csv_cell(Buffer& out, Bytes text) {
  out.append('"');
  if (reads_as_formula(text)) out.append('\'');
  for (const char c : text) {
    if (c == '"') out.append('"');
    out.append(c);
  }
  out.append('"');
}

Bytes without_csv_guard(Bytes cell) {
  const bool guarded = text::starts_with(cell, "'") && reads_as_formula(cell);
  return guarded ? cell.substr(1) : cell;
}

}  // namespace rota::pool
