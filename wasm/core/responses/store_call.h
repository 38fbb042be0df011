// Store call: what an isolate asks of a client's store of responses, and how it is written.
// Knows three wishes (to read, to keep, to erase) and the names of what is kept; refuses to know what a record says: it is
// JSON of the dialect's own.
//
// The reply to each is a list of records, null for what is not there: of `read` first one for each id, then those that
// the chain or the conversation has, the oldest first; of `erase` the one that was erased, of `keep` none. Where they are
// too many bytes to be read at once, the reply is a string.
#pragma once

#include "base/list.h"
#include "base/result.h"
#include "json/reader.h"

namespace rota::responses {

/// What is kept of one response. Names as is_name() takes them; `previous` and `conversation` may be empty.
struct Keepsake {
  Bytes id;
  Bytes previous;      ///< the response that it goes on from
  Bytes conversation;  ///< that it is a turn of
  json::Raw record;
};

/// What is read.
struct References {
  List<Bytes> ids;     ///< responses, each by itself
  Bytes chain;         ///< a response, and all that it goes on from
  Bytes conversation;  ///< its turns
  [[nodiscard]] bool empty() const { return ids.empty() && chain.empty() && conversation.empty(); }
};

struct StoreCall {
  References read;
  Keepsake kept;  ///< to keep; no id: nothing
  Bytes erased;   ///< the id to erase, or empty
};

/// Whether something may be kept under that name: letters, digits, '_' and '-', limits::stored_id_bytes at the most.
[[nodiscard]] bool is_name(Bytes name);

/// Appends the call's JSON.
void encode(const StoreCall& call, Buffer& out);

/// Views into `text`, which is read by `reader`, or into `arena`. What is no call of this version fails with Blame::rota.
[[nodiscard]] Result<StoreCall> decode(Bytes text, json::Reader& reader, Arena& arena);

}  // namespace rota::responses
