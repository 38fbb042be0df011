// Snapshot: the configuration that every isolate reads: settings, models, client keys. Kept in KV under snapshot_name,
// and sent by the pool to isolates whose version is older.
// Knows its JSON; refuses to hold anything secret: client keys are digests here, pool keys are not here at all.
#pragma once

#include "store/client_rows.h"
#include "store/config_rows.h"
#include "store/model_rows.h"

namespace rota::store {

inline constexpr Bytes snapshot_name = "rota:snapshot";

/// The client keys, found by the digest of the key that a client sent.
class ClientBook {
 public:
  /// The rows' texts must outlive the book.
  void build(const List<ClientRow>& clients, Arena& arena);
  /// `digest` is 32 bytes; nullptr when nobody has that key. The search looks at the first eight bytes, which nobody
  /// can choose; all 32 are compared in constant time. Whether the client is active and not expired is the caller's.
  [[nodiscard]] const ClientRow* find(Bytes digest) const;
  [[nodiscard]] std::size_t size() const { return clients_.size(); }
  /// By id.
  [[nodiscard]] const List<ClientRow>& clients() const { return clients_; }

 private:
  List<ClientRow> clients_;
};

/// Lives in the arena of read_snapshot.
struct Snapshot {
  std::int64_t version = 0;
  List<SettingRow> settings;  ///< those set in D1
  List<ModelRow> models;      ///< empty: every model of the upstream is offered
  ClientBook clients;
};

/// `presets` (read_presets) with the snapshot's settings over them. The texts live in `arena` or in the arguments.
[[nodiscard]] Config config_of(const Config& presets, const Snapshot& snapshot, Arena& arena);

/// The model's row; nullptr when none is configured under that id.
[[nodiscard]] const ModelRow* find_model(const List<ModelRow>& models, Bytes id);
/// The model that a name stands for: a configured id itself, an alias of model_aliases, an alias of a model; any other
/// name is its own. An alias may lead to an alias, once. In the names of model_aliases '*' stands for any characters, also
/// for none: such a pattern counts where the name itself is no alias, of several that fit the longest.
/// Of a chain the first one.
[[nodiscard]] Bytes resolve_alias(const Config& config, const List<ModelRow>& models, Bytes name);
/// The models of the chain that a name stands for, in their order, each under its configured id; empty when it stands for
/// none. The list lives in `arena`.
[[nodiscard]] List<Bytes> resolve_chain(const Config& config, const List<ModelRow>& models, Bytes name, Arena& arena);
/// Its category, or what its name shows when it is not configured.
[[nodiscard]] Family family_in(const List<ModelRow>& models, Bytes model);

/// Appends the snapshot's JSON, from what load_all (key_rows.h) gave. `spare` is any reader but the results' own.
void write_snapshot(std::int64_t version, const Results& loaded, json::Reader& spare, Arena& arena, Buffer& out);

/// Reads it back; everything is copied into `arena`. Unknown members are skipped. Fails with Blame::rota when it is
/// no snapshot or one of a later format.
[[nodiscard]] Result<Snapshot*> read_snapshot(Bytes text, json::Reader& reader, Arena& arena);

}  // namespace rota::store
