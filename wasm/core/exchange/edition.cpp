// Editions; see edition.h.
#include "exchange/edition.h"

#include <cstdlib>
#include <new>

namespace rota::exchange {

namespace {

Edition* make_edition() {
  void* memory = std::malloc(sizeof(Edition));
  if (memory == nullptr) std::abort();
  return new (memory) Edition();
}

void free_edition(Edition* edition) {
  edition->~Edition();
  std::free(edition);
}

}  // namespace

Editions::Editions() : current_(make_edition()) { current_->users = 1; }

Editions::~Editions() { drop(current_); }

void Editions::set_environment(Bytes environment) {
  environment_.clear();
  environment_.append(environment);
  make_current();
}

bool Editions::set_snapshot(Bytes text) {
  Arena scratch;
  json::Reader reader;
  const auto read = store::read_snapshot(text, reader, scratch);
  if (!read.ok() || read.value()->version <= current_->snapshot.version) return false;
  snapshot_.clear();
  snapshot_.append(text);
  make_current();
  return true;
}

/// Reads both sources again into memory of its own, so that an edition owes nothing to the one before.
void Editions::make_current() {
  Edition* made = make_edition();
  made->users = 1;  // the pointer of this class
  json::Reader reader;
  made->settings = read_settings(environment_.view(), reader, made->arena);
  if (!snapshot_.empty()) {
    const auto read = store::read_snapshot(snapshot_.view(), reader, made->arena);
    if (read.ok()) {
      made->snapshot = *read.value();
      made->settings.models = made->snapshot.models;
      set_config(made->settings, store::config_of(made->settings.config, made->snapshot, made->arena));
    }
  }
  drop(current_);
  current_ = made;
}

Edition* Editions::hold() {
  ++current_->users;
  return current_;
}

void Editions::drop(Edition* edition) {
  if (--edition->users == 0) free_edition(edition);
}

}  // namespace rota::exchange
