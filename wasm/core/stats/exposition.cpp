// Prometheus's lines; see exposition.h.
#include "stats/exposition.h"

#include "base/text.h"

namespace rota::stats {

namespace {

constexpr std::int64_t million = 1'000'000;

void append_label_escaped(Buffer& out, Bytes utf8) {
  for (const char c : utf8) {
    if (c == '\n') {
      out.append("\\n");
      continue;
    }
    if (c == '"' || c == '\\') out.append('\\');
    out.append(c);
  }
}

void begin_label(Buffer& labels, Bytes name) {
  if (!labels.empty()) labels.append(',');
  labels.append(name);
  labels.append("=\"");
}

void begin_sample(Buffer& out, Bytes name, Bytes suffix, Bytes labels) {
  out.append(name);
  out.append(suffix);
  if (!labels.empty()) {
    out.append('{');
    out.append(labels);
    out.append('}');
  }
  out.append(' ');
}

}  // namespace

void append_metric(Buffer& out, Bytes name, Bytes type, Bytes help) {
  out.append("# HELP ");
  out.append(name);
  out.append(' ');
  out.append(help);
  out.append("\n# TYPE ");
  out.append(name);
  out.append(' ');
  out.append(type);
  out.append('\n');
}

void append_label(Buffer& labels, Bytes name, Bytes value) {
  begin_label(labels, name);
  append_label_escaped(labels, value);
  labels.append('"');
}

void append_label(Buffer& labels, Bytes name, std::int64_t value) {
  begin_label(labels, name);
  text::append_decimal(labels, value);
  labels.append('"');
}

void append_sample(Buffer& out, Bytes name, Bytes suffix, Bytes labels, std::int64_t value) {
  begin_sample(out, name, suffix, labels);
  text::append_decimal(out, value);
  out.append('\n');
}

void append_sample_millionths(Buffer& out, Bytes name, Bytes suffix, Bytes labels, std::int64_t millionths) {
  begin_sample(out, name, suffix, labels);
  append_millionths(out, millionths);
  out.append('\n');
}

void append_millionths(Buffer& out, std::int64_t millionths) {
  text::append_decimal(out, millionths / million);
  std::int64_t rest = millionths % million;
  if (rest == 0) return;
  out.append('.');
  for (std::int64_t unit = million / 10; rest != 0; unit /= 10) {
    out.append(static_cast<char>('0' + rest / unit));
    rest %= unit;
  }
}

}  // namespace rota::stats
