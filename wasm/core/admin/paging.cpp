// See paging.h.
#include "admin/paging.h"

#include "base/limits.h"

namespace rota::admin {

const Page* read_page(Operation& operation, Step& step, std::int64_t most) {
  Arena& arena = operation.arena;
  const auto page = parameter_number(operation.request, "page", 1, most, 1, arena);
  const auto per_page = parameter_number(operation.request, "per_page", 1, limits::admin_page_keys_max,
                                         limits::admin_page_keys, arena);
  if (page && per_page) {
    auto* read = arena.make<Page>(page.value(), per_page.value(), parameter(operation.request, "q", arena));
    operation.kept = read;
    return read;
  }
  refuse(operation, step, page ? per_page.failure() : page.failure());
  return nullptr;
}

void write_page_end(const Page& page, std::int64_t total, std::int64_t version, json::Writer& json) {
  const struct {
    Bytes name;
    std::int64_t value;
  } members[] = {{"total", total}, {"page", page.page}, {"per_page", page.per_page}, {"version", version}};
  for (const auto& member : members) {
    json.key(member.name);
    json.integer(member.value);
  }
}

}  // namespace rota::admin
