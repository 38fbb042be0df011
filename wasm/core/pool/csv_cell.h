// CSV cells: the way in and out of files that spreadsheets open.
// Knows which cells a spreadsheet would compute instead of showing (OWASP, CSV Injection), and the apostrophe that keeps it
// from that; refuses to know columns.
#pragma once

#include "base/buffer.h"

namespace rota::pool {

/// Appends the text between quotes (RFC 4180), with an apostrophe in front where a spreadsheet would take it for a formula.
void append_csv_cell(Buffer& out, Bytes text);
/// Takes that apostrophe off again.
[[nodiscard]] Bytes without_csv_guard(Bytes cell);

}  // namespace rota::pool
