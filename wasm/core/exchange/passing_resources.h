// Passing resources: what a request that passes has to do with what the upstream keeps for one key's project: which of it
// it names, and what its answer tells of.
// Knows when bodies and answers are looked through, and how much of one; refuses to know names and where they stand
// (dialect::Resources) and who owns what (pool/owners).
#pragma once

#include "base/buffer.h"
#include "exchange/context.h"
#include "exchange/settings.h"
#include "pool/pool_call.h"

namespace rota::exchange {

class PassingResources {
 public:
  /// `request` outlives it, and all it gives lives in `arena`.
  PassingResources(const Request& request, const Settings& settings, Arena& arena);

  /// Whether the body is to be read, for no model's sake.
  [[nodiscard]] static bool needs_body(const Request& request, const Settings& settings);
  /// The body, read; absent: it is not. `refers`: its shape says that it may name some.
  void read(json::Value body, bool refers, Arena& arena);
  [[nodiscard]] const pool::OwnerWish& wish() const { return wish_; }

  /// An answer begins, comes, and has come.
  void begin(const http::Headers& headers, double now_ms);
  void take(Bytes chunk);
  void end(json::Reader& reader, Arena& arena);
  /// What it has told of: nobody is to use it before the pool knows of it.
  [[nodiscard]] const List<dialect::Resource>& found() const { return found_; }
  /// A header's value as the client gets it: the place of an upload is here.
  [[nodiscard]] Bytes shown(const http::Header& header, Arena& arena) const;

 private:
  void look_at(Bytes text, json::Reader& reader, Arena& arena);

  const Request& request_;
  const dialect::Resources* resources_;  // null: the upstream's dialect has none
  dialect::Making making_ = dialect::Making::nothing;
  pool::OwnerWish wish_;
  Buffer answer_;
  double now_ms_ = 0;  // when it began
  bool events_ = false;
  bool keeps_ = true;  // what the request makes is kept
  bool looks_ = false;  // through the answer under way
  Bytes upload_;       // where the pieces of an upload go, by the answer under way
  List<dialect::Resource> found_;
};

}  // namespace rota::exchange
