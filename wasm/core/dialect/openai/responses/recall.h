// Recall: what a request refers to of what its client's store has.
// Knows the three ways to refer (previous_response_id, conversation, item_reference), ids that tell whose item it is, and
// the members of a record (keepsake.h); refuses to know what items mean and where records are kept.
#pragma once

#include "base/name_tree.h"
#include "dialect/dialect.h"
#include "dialect/openai/common/reading.h"

namespace rota::openai::responses {

/// Storing::references.
[[nodiscard]] rota::responses::References find_references(Bytes body, json::Reader& reader, Arena& arena);

/// The response that has made an item, or was asked with it, by the item's id; empty for an id that was made elsewhere.
[[nodiscard]] Bytes response_of(Bytes item_id, Arena& arena);
/// The id of an item of a stored response: `prefix`, the random part of the response's own, '_' and a few letters.
[[nodiscard]] json::Escaped item_id(json::Escaped prefix, json::Escaped response_id, Random& random, Arena& arena);

/// Lives while the request is read; what it gives views the store's reply, which lives in the exchange's arena.
class Recall {
 public:
  /// `document` is the body of the request that find_references() has looked at.
  Recall(const dialect::Stored& stored, json::Value document, Arena& arena);
  /// Complains of what cannot be gone on from.
  void check(Checks& checks) const;

  /// Answers are stored for this client.
  [[nodiscard]] bool on() const { return hindrance_.empty(); }
  /// Input and output of the responses that this one goes on from, the oldest first.
  [[nodiscard]] const List<json::Value>& earlier() const { return earlier_; }
  /// The item of that id, absent: it is not stored.
  [[nodiscard]] json::Value item(Bytes id) const;
  /// The id of the response, or of the conversation, that the request goes on from; empty: none.
  [[nodiscard]] Bytes previous() const { return previous_; }
  [[nodiscard]] Bytes conversation() const { return conversation_; }

 private:
  void take(json::Value record, bool goes_on);
  void refuse(const Path& path, Checks& checks) const;

  Arena& arena_;
  const json::Value document_;
  const Bytes hindrance_;
  json::Reader reader_;
  bool too_much_ = false;  // the store does not read so much at once
  bool whole_ = true;      // nothing of the chain is missing
  Bytes previous_;
  Bytes conversation_;
  List<json::Value> earlier_;
  List<json::Value> items_;  // of all records
  List<Bytes> ids_;          // theirs
  NameTree names_;
};

}  // namespace rota::openai::responses
