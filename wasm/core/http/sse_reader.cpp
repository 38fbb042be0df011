// The event stream machine; see sse_reader.h. The grammar: https://html.spec.whatwg.org/#event-stream-interpretation
#include "http/sse_reader.h"

#include "base/limits.h"
#include "base/text.h"

namespace rota::http {

namespace {
constexpr Bytes byte_order_mark = "\xEF\xBB\xBF";
}

bool SseReader::take_line(Bytes& line) {
  if (skip_lf_ && !chunk_.empty()) {
    if (chunk_.front() == '\n') chunk_.remove_prefix(1);
    skip_lf_ = false;
  }
  const std::size_t end = text::find_line_end(chunk_);
  if (end == Bytes::npos) {
    partial_.append(chunk_);
    chunk_ = {};
    if (partial_.size() > limits::sse_event_bytes) overflowed_ = true;
    if (!ended_ || partial_.empty()) return false;
    line_.clear();
    std::swap(line_, partial_);
    line = line_.view();
    return true;
  }
  if (partial_.empty()) {
    line = chunk_.substr(0, end);
  } else {
    partial_.append(chunk_.substr(0, end));
    line_.clear();
    std::swap(line_, partial_);
    line = line_.view();
  }
  skip_lf_ = chunk_[end] == '\r';
  chunk_.remove_prefix(end + 1);
  return true;
}

void SseReader::keep() {
  if (!has_data_ || copied_) return;
  data_.clear();
  data_.append(view_);
  copied_ = true;
}

void SseReader::add_data(Bytes value) {
  if (!has_data_) {
    has_data_ = true;
    copied_ = false;
    view_ = value;
    // A line that was put together from pieces lives in line_, which the next such line overwrites.
    if (!line_.empty() && value.data() >= line_.data() && value.data() <= line_.data() + line_.size()) keep();
    return;
  }
  keep();
  data_.append('\n');
  data_.append(value);
}

void SseReader::take_field(Bytes line) {
  if (mode_ == Mode::stray || (!has_data_ && (line.front() == '{' || line.front() == '['))) {
    mode_ = Mode::stray;
    add_data(line);
    return;
  }
  if (line.front() == ':') return;
  const std::size_t colon = line.find(':');
  const Bytes name = line.substr(0, colon);
  if (name != "data") return;
  Bytes value = colon == Bytes::npos ? Bytes{} : line.substr(colon + 1);
  if (!value.empty() && value.front() == ' ') value.remove_prefix(1);
  add_data(value);
}

bool SseReader::dispatch(SseEvent& event) {
  if (!has_data_) return false;
  event.stray = mode_ == Mode::stray;
  event.data = copied_ ? data_.view() : view_;
  has_data_ = false;
  mode_ = Mode::fields;
  return true;
}

bool SseReader::next(SseEvent& event) {
  if (overflowed_) return false;
  Bytes line;
  while (take_line(line)) {
    if (!begun_) {
      begun_ = true;
      if (text::starts_with(line, byte_order_mark)) line.remove_prefix(byte_order_mark.size());
    }
    if (!line.empty()) {
      take_field(line);
    } else if (dispatch(event)) {
      return true;
    }
    if (copied_ && has_data_ && data_.size() > limits::sse_event_bytes) {
      overflowed_ = true;
      return false;
    }
  }
  if (ended_ && !overflowed_) return dispatch(event);
  keep();
  return false;
}

}  // namespace rota::http
