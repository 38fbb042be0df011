// The table; see routes.h.
#include "admin/routes.h"

#include "admin/client_desk.h"
#include "admin/config_desk.h"
#include "admin/day_desk.h"
#include "admin/key_desk.h"
#include "admin/key_entry.h"
#include "admin/key_export.h"
#include "admin/key_page.h"
#include "admin/login_desk.h"
#include "admin/model_desk.h"
#include "admin/model_sync.h"
#include "admin/stats_desk.h"
#include "admin/status_desk.h"
#include "base/text.h"

namespace rota::admin {

namespace {

struct Route {
  Bytes method;
  Bytes begin;  ///< the path, or what stands before its {id}
  Bytes end;    ///< what stands behind the {id}
  bool has_id;
  bool writes;
  Handler handler;
};

constexpr bool reading = false;
constexpr bool writing = true;

/// A path without an {id} stands before those that would take its last segment for one.
constexpr Route routes[] = {
    {"POST", "/admin/login", {}, false, reading, log_in},
    {"POST", "/admin/logout", {}, false, reading, log_out},
    {"GET", "/admin/session", {}, false, reading, show_session},
    {"GET", "/admin/keys/gemini", {}, false, reading, list_keys},
    {"POST", "/admin/keys/gemini", {}, false, writing, add_keys},
    {"PATCH", "/admin/keys/gemini", {}, false, writing, change_keys},
    {"DELETE", "/admin/keys/gemini", {}, false, writing, delete_keys},
    {"POST", "/admin/keys/gemini/reset", {}, false, reading, reset_keys},
    {"GET", "/admin/keys/export", {}, false, reading, export_keys},
    {"POST", "/admin/keys/import", {}, false, writing, import_keys},
    {"POST", "/admin/keys/gemini/", "/reset", true, reading, reset_key},
    {"PATCH", "/admin/keys/gemini/", {}, true, writing, change_key},
    {"DELETE", "/admin/keys/gemini/", {}, true, writing, delete_key},
    {"GET", "/admin/keys/user", {}, false, reading, list_clients},
    {"POST", "/admin/keys/user", {}, false, writing, add_client},
    {"PATCH", "/admin/keys/user/", {}, true, writing, change_client},
    {"DELETE", "/admin/keys/user/", {}, true, writing, delete_client},
    {"GET", "/admin/models", {}, false, reading, list_models},
    {"POST", "/admin/models", {}, false, writing, put_model},
    {"POST", "/admin/models/sync", {}, false, writing, sync_models},
    {"DELETE", "/admin/models/", {}, true, writing, delete_model},
    {"GET", "/admin/config", {}, false, reading, list_settings},
    {"POST", "/admin/config", {}, false, writing, change_settings},
    {"GET", "/admin/status", {}, false, reading, show_status},
    {"GET", "/status", {}, false, reading, show_status},
    {"GET", "/stat.json", {}, false, reading, show_day},
    {"GET", "/metrics", {}, false, reading, show_metrics},
    {"GET", "/admin/stats", {}, false, reading, show_stats},
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
    if (route.method == method) return {route.handler, route.writes, id, {}};
    found.allow = found.allow.empty() ? route.method : arena.join(found.allow, ", ", route.method);
  }
  return found;
}

}  // namespace rota::admin
