// Editions; see edition.h.
#include "exchange/edition.h"

#include "base/heap.h"

namespace rota::exchange {

namespace {

/// Both sources, in memory of its own, so that an edition owes nothing to the one before. A snapshot that cannot be
/// read counts as none.
Edition* read_edition(Bytes environment, Bytes snapshot) {
  auto* made = make_object<Edition>();
  made->users = 1;  // who keeps it as the current one
  json::Reader reader;
  made->settings = read_settings(environment, reader, made->arena);
  if (snapshot.empty()) return made;
  const auto read = store::read_snapshot(snapshot, reader, made->arena);
  if (!read.ok()) return made;
  made->snapshot = *read.value();
  made->settings.models = made->snapshot.models;
  made->settings.config = store::config_of(made->settings.config, made->snapshot, made->arena);
  return made;
}

}  // namespace

Editions::Editions() : current_(read_edition("{}", {})) {}

Editions::~Editions() { drop(current_); }

void Editions::set_environment(Bytes environment) {
  environment_.clear();
  environment_.append(environment);
  replace(read_edition(environment_.view(), snapshot_.view()));
}

bool Editions::set_snapshot(Bytes text) {
  Edition* made = read_edition(environment_.view(), text);
  if (made->snapshot.version <= current_->snapshot.version) {
    drop(made);
    return false;
  }
  snapshot_.clear();
  snapshot_.append(text);
  replace(made);
  return true;
}

void Editions::replace(Edition* edition) {
  drop(current_);
  current_ = edition;
}

Edition* Editions::hold() {
  ++current_->users;
  return current_;
}

void Editions::drop(Edition* edition) {
  if (--edition->users == 0) free_object(edition);
}

}  // namespace rota::exchange
