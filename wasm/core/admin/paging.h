// Paging: how a long list is asked for and answered, page by page.
// Knows page, per_page and q; refuses to know what is listed.
#pragma once

#include "admin/request.h"
#include "json/writer.h"

namespace rota::admin {

struct Page {
  std::int64_t page = 1;
  std::int64_t per_page = 0;
  Bytes search;  ///< empty: everything
};
[[nodiscard]] inline std::int64_t offset_of(const Page& page) { return (page.page - 1) * page.per_page; }

/// Reads ?page=&per_page=&q=; 422 names the parameter. `most` bounds the pages by the rows that there may be. The texts
/// live in `arena`.
[[nodiscard]] Result<Page> read_page(const Request& request, std::int64_t most, Arena& arena);

/// Adds total, page, per_page and version to an open object.
void write_page_end(const Page& page, std::int64_t total, std::int64_t version, json::Writer& json);

}  // namespace rota::admin
