// Exposition: the text format of Prometheus, version 0.0.4.
// Knows its lines, escapes and numbers; refuses to know what is measured.
#pragma once

#include "base/buffer.h"

namespace rota::stats {

/// Appends the HELP and TYPE lines that begin a metric. `help` is a literal without a backslash or a line end.
void append_metric(Buffer& out, Bytes name, Bytes type, Bytes help);

/// Appends `name="value"` to a list of labels, the value escaped: it may be a client's text.
void append_label(Buffer& labels, Bytes name, Bytes value);
void append_label(Buffer& labels, Bytes name, std::int64_t value);

/// Appends one line: `name``suffix`, the labels as append_label made them (none: no braces), the value.
void append_sample(Buffer& out, Bytes name, Bytes suffix, Bytes labels, std::int64_t value);
/// The same for a value in millionths: of seconds, of a ratio.
void append_sample_millionths(Buffer& out, Bytes name, Bytes suffix, Bytes labels, std::int64_t millionths);

/// Appends `millionths` / 1,000,000 as a decimal without needless zeros; not negative.
void append_millionths(Buffer& out, std::int64_t millionths);

}  // namespace rota::stats
