// Edition: one version of all that is configured, and who still uses it.
// Knows that a request keeps the edition it began with; refuses to know what is in it.
#pragma once

#include "exchange/settings.h"
#include "store/snapshot.h"

namespace rota::exchange {

/// Immutable once it is in use. Its memory goes when the last exchange that began under it has ended and a newer one is
/// there; a change by an administrator takes effect with the next request.
struct Edition {
  Arena arena;
  Settings settings;
  store::Snapshot snapshot;  ///< version 0 and empty until one was read
  std::uint32_t users = 0;
};

/// Counts the users of the current edition, and frees what nobody uses.
class Editions {
 public:
  Editions();
  ~Editions();
  Editions(const Editions&) = delete;
  Editions& operator=(const Editions&) = delete;

  [[nodiscard]] const Edition& current() const { return *current_; }
  /// `environment` is the body of configure. The snapshot is kept.
  void set_environment(Bytes environment);
  /// True when it was a snapshot newer than the current one, and is in effect.
  [[nodiscard]] bool set_snapshot(Bytes text);

  /// For a request: the current edition, until drop().
  [[nodiscard]] Edition* hold();
  void drop(Edition* edition);

 private:
  void replace(Edition* edition);

  Edition* current_;
  Buffer environment_;
  Buffer snapshot_;
};

}  // namespace rota::exchange
