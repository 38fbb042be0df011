// See configuration.h.
#include "pool/configuration.h"

#include "store/key_rows.h"

namespace rota::pool {

bool Configuration::set_environment(Bytes body, json::Reader& reader) {
  auto read = make_owned<OwnEnvironment>();
  const auto values = store::read_environment(body, reader, read->arena);
  if (!values) return false;
  read->values = *values;
  environment_ = std::move(read);
  return true;
}

bool Configuration::recall(Bytes name, Bytes value) {
  if (name != snapshot_row) return false;
  if (snapshot_.empty()) snapshot_.append(value);  // what D1 gave before the row could be read is newer
  return true;
}

/// D1's settings become the snapshot, which is stored too: without D1 the last one known holds.
void Configuration::renew_snapshot(const store::Results& loaded, Actions& out) {
  Buffer written;
  json::Reader spare;
  const std::int64_t newest = store::read_version(loaded.rows(store::Loaded::settings));
  store::write_snapshot(newest, loaded, spare, out.arena(), written);
  if (written.view() == snapshot_.view()) return;
  snapshot_.clear();
  snapshot_.append(written.view());
  if (newest != 0) snapshot_due_ = true;
}

const store::Snapshot* Configuration::take_effect(const store::Results* loaded, Actions& out) {
  arena_.reset();
  config_ = store::copy_config(environment().presets, arena_);
  if (loaded != nullptr) renew_snapshot(*loaded, out);
  if (snapshot_.empty()) return nullptr;
  json::Reader spare;
  const auto read = store::read_snapshot(snapshot_.view(), spare, out.arena());
  if (!read.ok()) {
    out.log(out.arena().join("the settings in D1 cannot be read: ", read.failure().message));
    return nullptr;
  }
  version_ = read.value()->version;
  stored_clients_ = read.value()->clients.size();
  config_ = store::config_of(config_, *read.value(), arena_);
  return read.value();
}

}  // namespace rota::pool
