// The table; see routes.h.
#include "admin/routes.h"

#include "admin/client_changes.h"
#include "admin/client_page.h"
#include "admin/day.h"
#include "admin/key_changes.h"
#include "admin/key_deletion.h"
#include "admin/key_entry.h"
#include "admin/key_export.h"
#include "admin/key_page.h"
#include "admin/key_resets.h"
#include "admin/login.h"
#include "admin/model_changes.h"
#include "admin/model_page.h"
#include "admin/model_sync.h"
#include "admin/settings.h"
#include "admin/status.h"
#include "admin/usage_sums.h"
#include "base/text.h"

namespace rota::admin {

namespace {

struct Route {
  Bytes method;
  Bytes begin;  ///< the path, or what stands before its {id}
  Bytes end;    ///< what stands behind the {id}
  bool has_id;
  bool writes;
  Owned<Operation> (*make)();
};

template <class T>
Owned<Operation> make() {
  return make_owned<T>();
}

constexpr bool reading = false;
constexpr bool writing = true;

/// A path without an {id} stands before those that would take its last segment for one.
constexpr Route routes[] = {
    {"POST", "/admin/login", {}, false, reading, make<LogIn>},
    {"POST", "/admin/logout", {}, false, reading, make<LogOut>},
    {"GET", "/admin/session", {}, false, reading, make<ShowSession>},
    {"GET", "/admin/keys/gemini", {}, false, reading, make<ListKeys>},
    {"POST", "/admin/keys/gemini", {}, false, writing, make<AddKeys>},
    {"PATCH", "/admin/keys/gemini", {}, false, writing, make<ChangeKeys>},
    {"DELETE", "/admin/keys/gemini", {}, false, writing, make<DeleteKeys>},
    {"POST", "/admin/keys/gemini/reset", {}, false, reading, make<ResetKeys>},
    {"GET", "/admin/keys/export", {}, false, reading, make<ExportKeys>},
    {"POST", "/admin/keys/import", {}, false, writing, make<ImportKeys>},
    {"POST", "/admin/keys/gemini/", "/reset", true, reading, make<ResetKey>},
    {"PATCH", "/admin/keys/gemini/", {}, true, writing, make<ChangeKey>},
    {"DELETE", "/admin/keys/gemini/", {}, true, writing, make<DeleteKey>},
    {"GET", "/admin/keys/user", {}, false, reading, make<ListClients>},
    {"POST", "/admin/keys/user", {}, false, writing, make<AddClient>},
    {"PATCH", "/admin/keys/user/", {}, true, writing, make<ChangeClient>},
    {"DELETE", "/admin/keys/user/", {}, true, writing, make<DeleteClient>},
    {"GET", "/admin/models", {}, false, reading, make<ListModels>},
    {"POST", "/admin/models", {}, false, writing, make<PutModel>},
    {"POST", "/admin/models/sync", {}, false, writing, make<SyncModels>},
    {"DELETE", "/admin/models/", {}, true, writing, make<DeleteModel>},
    {"GET", "/admin/config", {}, false, reading, make<ListSettings>},
    {"POST", "/admin/config", {}, false, writing, make<ChangeSettings>},
    {"GET", "/admin/status", {}, false, reading, make<ShowStatus>},
    {"GET", "/status", {}, false, reading, make<ShowStatus>},
    {"GET", "/stat.json", {}, false, reading, make<ShowDay>},
    {"GET", "/metrics", {}, false, reading, make<ShowMetrics>},
    {"GET", "/admin/stats", {}, false, reading, make<ShowUsage>},
};

/// Models are the only ids that may hold a '/'.
bool matches(const Route& route, Bytes path, Bytes& id) {
  if (!route.has_id) return path == route.begin;
  if (!text::starts_with(path, route.begin) || !text::ends_with(path, route.end)) return false;
  if (path.size() <= route.begin.size() + route.end.size()) return false;
  id = path.substr(route.begin.size(), path.size() - route.begin.size() - route.end.size());
  return route.begin == "/admin/models/" || !text::contains(id, "/");
}

}  // namespace

Found find_route(Bytes method, Bytes path, Arena& arena) {
  Found found;
  for (const Route& route : routes) {
    Bytes id;
    if (!matches(route, path, id)) continue;
    if (route.method == method) return {route.make, route.writes, id, {}};
    found.allow = found.allow.empty() ? route.method : arena.join(found.allow, ", ", route.method);
  }
  return found;
}

}  // namespace rota::admin
