// Kept complaint: what a host has said of something that fails, kept so that it is told once.
// Knows its bound and that a failure without words is one all the same; refuses to know what failed.
#pragma once

#include "base/buffer.h"
#include "base/limits.h"
#include "base/text.h"

namespace rota::pool {

/// `complaint` says `why`, cut to limits::pool_reason_bytes. True when it is another one than before.
[[nodiscard]] inline bool keep_complaint(Buffer& complaint, Bytes why) {
  const Bytes said = text::cut_utf8(why.empty() ? Bytes("no reason given") : why, limits::pool_reason_bytes);
  if (complaint.view() == said) return false;
  complaint.clear();
  complaint.append(said);
  return true;
}

}  // namespace rota::pool
