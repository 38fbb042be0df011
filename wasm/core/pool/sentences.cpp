// The pool's words; see sentences.h.
#include "pool/sentences.h"

#include "base/text.h"

namespace rota::pool {

namespace {

/// A model's name is the client's text: it may not begin a line of its own in the log.
void append_in_line(Buffer& out, Bytes text) {
  for (const char c : text) out.append(static_cast<unsigned char>(c) < 0x20 || c == 0x7F ? '?' : c);
}

}  // namespace

void append_wait(Buffer& out, double wait_ms) {
  const auto seconds = static_cast<std::int64_t>((wait_ms + 999) / 1000);
  constexpr std::int64_t minute_s = 60;
  constexpr std::int64_t hour_s = 60 * minute_s;
  if (seconds < 2 * minute_s) {
    text::append_decimal(out, seconds);
    out.append(" s");
  } else if (seconds < 2 * hour_s) {
    text::append_decimal(out, (seconds + minute_s - 1) / minute_s);
    out.append(" min");
  } else {
    text::append_decimal(out, (seconds + hour_s - 1) / hour_s);
    out.append(" h");
  }
}

Bytes label_of(const Ledger& ledger, std::uint32_t key, Arena& arena) {
  return arena.join("#", text::decimal(arena, std::int64_t{key} + 1), " ", text::mask(arena, ledger.secret(key)));
}

Bytes describe_change(const Ledger& ledger, const Change& change, const Report& report, double now_ms, Arena& arena) {
  const Cause cause = report.verdict.cause;
  Buffer line;
  line.append("key ");
  line.append(label_of(ledger, change.key, arena));
  if (change.revived) line.append(change.cooled ? Bytes(" is alive again and") : Bytes(" is usable again"));
  if (change.cooled) {
    line.append(is_dead(cause) ? Bytes(" is disabled, to be probed in ") : Bytes(" rests "));
    append_wait(line, change.until_ms - now_ms);
    if (!concerns_key(cause) && !report.model.empty()) {
      line.append(" for ");
      append_in_line(line, change.of_kind ? ledger.words().model_text(change.state_name) : report.model);
    }
    line.append(": ");
    line.append(name_of(cause));
    if (change.reason != no_text) {
      line.append(". ");
      append_in_line(line, ledger.words().reason_text(change.reason));
    }
  }
  return arena.copy(line.view());
}

}  // namespace rota::pool
