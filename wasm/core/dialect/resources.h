// Resources: what an upstream keeps for the project of the key that it was made with, and shows to no other key: files,
// caches, batches, stored answers.
// Knows the seam alone: how a dialect finds their names in requests and answers; refuses to know any of the names.
#pragma once

#include "chat/conversation.h"
#include "dialect/route.h"
#include "json/reader.h"

namespace rota::dialect {

/// A resource's name as the upstream gives it, e.g. "files/abc-123", and how long it is kept; 0: it is gone.
struct Resource {
  Bytes name = {};
  double life_ms = 0;
};

/// Which members of an answer have a list, and what asks for its next page.
struct ResourceList {
  Bytes entries = {};
  Bytes token = {};
};

/// What a request may do to them.
enum class Making : std::uint8_t {
  nothing,   // it reads one, or has nothing to do with any
  makes,     // it makes one, or changes how long one is kept: its answer says so
  shows,     // its answer may show others that came of one
  deletes,   // the one that its path names
};

/// What is found lives in the arena, or is a view into what was looked at.
struct Resources {
  /// Which one the path and the query are about; empty: none.
  Bytes (*in_path)(const Route& route, Arena& arena) = nullptr;
  /// The collection of which a GET gives the list, e.g. "files"; empty: none.
  Bytes (*listed)(const Route& route) = nullptr;
  ResourceList (*list_of)(Bytes collection) = nullptr;
  /// Which one an entry of the list is.
  Bytes (*name_in_list)(Bytes collection, json::Value entry, Arena& arena) = nullptr;
  Making (*making)(const Route& route, Bytes method) = nullptr;
  /// The request's model, where its body names it and not its path; absent: it names none.
  json::Value (*model_in_body)(const Route& route, json::Value body) = nullptr;
  /// Adds those that a body refers to.
  void (*in_body)(json::Value body, List<Bytes>& names, Arena& arena) = nullptr;
  /// Adds those that a conversation refers to.
  void (*in_conversation)(const chat::Conversation& conversation, List<Bytes>& names, Arena& arena) = nullptr;
  /// Adds those that an answer tells of, whole or an event of a stream.
  void (*in_answer)(const Route& route, json::Value answer, double now_ms, List<Resource>& found, Arena& arena) = nullptr;
  /// The header of an answer that says where the pieces of an upload go (lower case), which of them that is, and the same
  /// place as the client of such a request reaches it here, with its own key: programs send none with a piece.
  Bytes upload_header = {};
  Resource (*of_upload)(Bytes url, Arena& arena) = nullptr;
  Bytes (*upload_here)(Bytes url, const http::RequestHead& head, Arena& arena) = nullptr;
};

}  // namespace rota::dialect
