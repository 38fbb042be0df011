// See paging.h.
#include "admin/paging.h"

#include "base/limits.h"

namespace rota::admin {

Result<Page> read_page(const Request& request, std::int64_t most, Arena& arena) {
  const auto page = parameter_number(request, "page", 1, most, 1, arena);
  if (!page) return page.failure();
  const auto per_page =
      parameter_number(request, "per_page", 1, limits::admin_page_keys_max, limits::admin_page_keys, arena);
  if (!per_page) return per_page.failure();
  return Page{page.value(), per_page.value(), parameter(request, "q", arena)};
}

void write_page_end(const Page& page, std::int64_t total, std::int64_t version, json::Writer& json) {
  const struct {
    json::Escaped name;
    std::int64_t value;
  } members[] = {{"total", total}, {"page", page.page}, {"per_page", page.per_page}, {"version", version}};
  for (const auto& member : members) {
    json.key(member.name);
    json.integer(member.value);
  }
}

}  // namespace rota::admin
