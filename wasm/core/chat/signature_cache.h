// Signature cache: signatures of calls that are too long to travel inside the calls' ids, for clients that send back
// nothing else.
// Knows the newest of this isolate, bounded by number and bytes; refuses to promise one: another isolate has none, and a
// call without a signature goes up with the upstream's word for that.
#pragma once

#include "base/buffer.h"
#include "base/limits.h"
#include "base/text.h"

namespace rota::chat {

class SignatureCache {
 public:
  /// Of the call that the client knows by this id. What is longer than limits::cached_signature_bytes is not kept.
  void keep(Bytes id, Bytes signature) {
    if (id.empty() || signature.size() > limits::cached_signature_bytes) return;
    Kept& oldest = kept_[next_];
    next_ = (next_ + 1) % limits::cached_signatures;
    oldest.id = text::fingerprint(id);
    oldest.signature.clear();
    oldest.signature.append(signature);
  }
  /// Empty: not known. Valid until the next keep().
  [[nodiscard]] Bytes find(Bytes id) const {
    const std::uint64_t wanted = text::fingerprint(id);
    for (const Kept& kept : kept_) {
      if (kept.id == wanted) return kept.signature.view();
    }
    return {};
  }

 private:
  struct Kept {
    std::uint64_t id = 0;  ///< a fingerprint; 0: none yet
    Buffer signature;
  };
  Kept kept_[limits::cached_signatures];
  std::size_t next_ = 0;
};

}  // namespace rota::chat
