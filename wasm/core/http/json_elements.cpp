// Counting brackets; see json_elements.h.
#include "http/json_elements.h"

#include "base/limits.h"
#include "base/text.h"

namespace rota::http {

/// Behind the bracket that ends the element; npos when it is not in the chunk.
std::size_t JsonElements::find_end() {
  for (std::size_t i = 0; i < chunk_.size(); ++i) {
    const char c = chunk_[i];
    if (in_string_) {
      in_string_ = escaped_ || c != '"';
      escaped_ = !escaped_ && c == '\\';
    } else if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if ((c == '}' || c == ']') && --depth_ == 0) {
      return i + 1;
    }
  }
  return Bytes::npos;
}

bool JsonElements::next(Bytes& element) {
  constexpr Bytes between = "[],";
  if (overflowed_) return false;
  if (depth_ == 0) {
    while (!chunk_.empty() && (text::is_space(chunk_.front()) || between.find(chunk_.front()) != Bytes::npos)) {
      chunk_.remove_prefix(1);
    }
    if (chunk_.empty()) return false;
    if (chunk_.front() != '{') {
      element = chunk_.substr(0, 1);
      chunk_.remove_prefix(1);
      return true;
    }
  }
  const std::size_t end = find_end();
  if (end == Bytes::npos) {
    partial_.append(chunk_);
    chunk_ = {};
    overflowed_ = partial_.size() > limits::sse_event_bytes;
    return false;
  }
  if (partial_.empty()) {
    element = chunk_.substr(0, end);
  } else {
    partial_.append(chunk_.substr(0, end));
    element_.clear();
    std::swap(element_, partial_);
    element = element_.view();
  }
  chunk_.remove_prefix(end);
  return true;
}

}  // namespace rota::http
