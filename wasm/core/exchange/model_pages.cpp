// Paging; see model_pages.h.
#include "exchange/model_pages.h"

#include "base/limits.h"

namespace rota::exchange {

ModelPages::ModelPages(const Settings& settings, json::Reader& reader, Arena& arena)
    : reader_(reader), arena_(arena), base_(settings.upstream), upstream_(*settings.dialect) {}

UpstreamRequest ModelPages::call() {
  return {"GET", arena_.join(base_, upstream_.models_path(page_.next_page, arena_)), {}, {}};
}

Result<Next> ModelPages::take(Bytes chunk) {
  const Status collected = answer_.take(chunk);
  return collected.ok() ? Result<Next>(Next::wait) : collected.failure();
}

Result<json::Value> ModelPages::read() {
  const auto root = reader_.read(answer_.view(), arena_, json::HalfPairs::replaced);
  if (!root.ok()) return upstream_failure("The upstream sent something that is not JSON.");
  return root;
}

Result<Next> ModelPages::end() {
  const auto root = read();
  if (!root.ok()) return root.failure();
  const Status taken = upstream_.read_models(*root, arena_, page_);
  if (!taken.ok()) return taken.failure();
  return !page_.next_page.empty() && ++pages_ < limits::model_pages ? Next::again : Next::finished;
}

}  // namespace rota::exchange
