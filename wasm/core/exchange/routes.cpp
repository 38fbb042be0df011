// The house's own rows, and the search; see routes.h.
#include "exchange/routes.h"

#include "base/text.h"
#include "http/pattern.h"

namespace rota::exchange {

namespace {

using dialect::Audience;
using dialect::Operation;
using dialect::Route;
using dialect::RoutePattern;

struct HouseRow {
  RoutePattern pattern;
  Audience audience;
};

constexpr Bytes get = "GET, HEAD, OPTIONS";
constexpr Bytes look = "GET, HEAD";
constexpr auto admin = Audience::administrator;

constexpr HouseRow api(Bytes path) { return {{.path = path, .operation = Operation::desk, .any_method = true}, admin}; }
constexpr HouseRow page(Bytes path) { return {{.path = path, .methods = look, .operation = Operation::page}, admin}; }
constexpr HouseRow admin_post(Bytes path, Operation operation) {
  return {{.path = path, .methods = "POST", .operation = operation}, admin};
}

// What needs an upstream is the isolate's; what else begins as the API does is the desk's, which knows its methods; and
// everything else under /admin is a page of the panel.
constexpr HouseRow house_rows[] = {
    {{.path = "/", .methods = get, .operation = Operation::root}, Audience::anyone},
    {{.path = "/health", .methods = get, .operation = Operation::health}, Audience::anyone},
    page("/login"),
    page("/stat"),
    api("/status"),
    api("/stat.json"),
    api("/metrics"),
    admin_post("/admin/login", Operation::sign_in),
    admin_post("/admin/playground", Operation::playground),
    admin_post("/admin/models/sync", Operation::model_sync),
    admin_post("/admin/keys/gemini/{id}/test", Operation::key_test),
    api("/admin/keys"),
    api("/admin/keys/**"),
    api("/admin/models"),
    api("/admin/models/**"),
    api("/admin/config"),
    api("/admin/config/**"),
    api("/admin/status"),
    api("/admin/status/**"),
    api("/admin/stats"),
    api("/admin/stats/**"),
    api("/admin/logout"),
    api("/admin/logout/**"),
    api("/admin/session"),
    api("/admin/session/**"),
    api("/admin/playground/**"),
    {{.path = "/admin/assets/**", .methods = look, .operation = Operation::asset}, admin},
    page("/admin"),
    page("/admin/**"),
};

/// Whether the method is one that an operation of every dialect takes.
bool fits(Operation as, Bytes method) {
  const bool reads = as == Operation::models || as == Operation::model;
  return reads ? method == "GET" || method == "HEAD" : method == "POST";
}

Route route_of(const RoutePattern& pattern, Audience audience, const dialect::ClientDialect& dialect,
               const http::RequestHead& head, Bytes base, Bytes tail, const http::Captures& captures) {
  const Bytes method = head.method;
  Route route;
  route.operation = pattern.operation;
  if (fits(pattern.as, method)) route.as = pattern.as;
  route.use = pattern.use;
  route.audience = audience;
  route.dialect = &dialect;
  route.allow = pattern.methods;
  route.method_allowed = pattern.any_method || http::allows(pattern.methods, method);
  route.base = base;
  route.tail = tail;
  route.query = head.query;
  route.model = captures.model;
  route.tuned = pattern.tuned;
  route.slash = pattern.slash;
  route.id = captures.id;
  return route;
}

struct Asked {
  const http::RequestHead& head;
  const Settings& settings;
  Bytes path;  ///< without slashes at its end, and without a version that only the client's base URL has
};

/// What stands behind the version that a path begins with ("/v1", "/v1beta", "/v3"): the path itself where it has none.
Bytes behind_version(Bytes path) {
  constexpr std::size_t digit = 2;
  if (path.size() <= digit || path[1] != 'v' || !text::is_digit(path[digit])) return path;
  std::size_t end = digit;
  while (end < path.size() && text::is_alphanumeric(path[end])) ++end;
  return end == path.size() || path[end] == '/' ? path.substr(end) : path;
}

bool is_under_any_base(Bytes path) {
  for (const dialect::ClientDialect* dialect : dialect::client_dialects()) {
    for (std::size_t i = 0; i < dialect->base_count; ++i) {
      if (!dialect->bases[i].empty() && http::is_under(path, dialect->bases[i])) return true;
    }
  }
  return false;
}

/// Programs add a base of their own to whatever base URL they are given: of "/v1beta/v1beta" the first is too much.
Bytes plain_path(Bytes path) {
  while (path.size() > 1 && path.back() == '/') path.remove_suffix(1);
  for (Bytes rest = behind_version(path); rest.size() < path.size() && is_under_any_base(rest);) {
    path = rest;
    rest = behind_version(path);
  }
  return path;
}

enum class Rows : std::uint8_t { headed, close, calls, fallback };

bool is_among(const RoutePattern& pattern, Rows rows) {
  if (rows == Rows::headed) return !pattern.header.empty();
  if (rows == Rows::fallback) return pattern.fallback;
  return !pattern.fallback && (rows == Rows::close || pattern.use != dialect::Use::catalog);
}

/// Whether the row is for such a request at all.
bool is_for(const RoutePattern& pattern, const dialect::ClientDialect& dialect, const Asked& request) {
  if (pattern.yields && speaks_part(request.settings, dialect)) return false;
  if (pattern.header.empty()) return true;
  const bool takes = pattern.any_method || http::allows(pattern.methods, request.head.method);
  return takes && !http::find(request.head.headers, pattern.header).empty();
}

/// The first of these rows of the dialect that fits what stands behind `base`.
bool match_behind(const dialect::ClientDialect& dialect, Bytes base, Bytes tail, Rows rows, const Asked& request,
                  Route& route) {
  for (std::size_t i = 0; i < dialect.route_count; ++i) {
    const RoutePattern& pattern = dialect.routes[i];
    http::Captures captures;
    if (!is_among(pattern, rows) || !http::matches(pattern.path, tail, captures)) continue;
    if (!is_for(pattern, dialect, request)) continue;
    route = route_of(pattern, Audience::client, dialect, request.head, base, tail, captures);
    return true;
  }
  return false;
}

bool match_closely(const Asked& request, Rows rows, Route& route) {
  for (const dialect::ClientDialect* dialect : dialect::client_dialects()) {
    for (std::size_t i = 0; i < dialect->base_count; ++i) {
      const Bytes base = dialect->bases[i];
      if (!http::is_under(request.path, base)) continue;
      if (match_behind(*dialect, base, request.path.substr(base.size()), rows, request, route)) return true;
    }
  }
  return false;
}

/// Under another dialect's version, under one that nobody has, or under none: the row tells whose it is.
bool match_at_home(const Asked& request, Rows rows, Route& route) {
  for (const dialect::ClientDialect* dialect : dialect::client_dialects()) {
    if (match_behind(*dialect, dialect->home, behind_version(request.path), rows, request, route)) return true;
  }
  return false;
}

/// The first base that the path stands under decides whose it is. `headed`: of the dialects alone whose header it has.
bool match_base(const Asked& request, bool headed, Route& route) {
  for (const dialect::ClientDialect* dialect : dialect::client_dialects()) {
    if (headed && (dialect->header.empty() || http::find(request.head.headers, dialect->header).empty())) continue;
    for (std::size_t i = 0; i < dialect->base_count; ++i) {
      const Bytes base = dialect->bases[i];
      if (base.empty() || !http::is_under(request.path, base)) continue;
      route.dialect = dialect;
      return match_behind(*dialect, base, request.path.substr(base.size()), Rows::fallback, request, route);
    }
  }
  return false;
}

/// A call is what it is under any version; a list is whose base it stands under.
bool match_client(const Asked& request, Route& route) {
  if (match_closely(request, Rows::headed, route) || match_closely(request, Rows::close, route)) return true;
  if (match_at_home(request, Rows::calls, route)) return true;
  if (match_base(request, true, route)) return true;
  return is_under_any_base(request.path) ? match_base(request, false, route) : match_at_home(request, Rows::close, route);
}

}  // namespace

Route match(const http::RequestHead& head, const Settings& settings) {
  const Asked request{head, settings, plain_path(head.path)};
  Route route;
  for (const HouseRow& row : house_rows) {
    http::Captures captures;
    if (!http::matches(row.pattern.path, request.path, captures)) continue;
    return route_of(row.pattern, row.audience, dialect::house_dialect(), head, {}, request.path, captures);
  }
  route.dialect = &dialect::house_dialect();
  route.tail = request.path;
  static_cast<void>(match_client(request, route));
  return route;
}

}  // namespace rota::exchange
