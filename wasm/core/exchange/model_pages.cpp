// Paging; see model_pages.h.
#include "exchange/model_pages.h"

#include "base/limits.h"
#include "dialect/gemini/models.h"
#include "dialect/openai/models.h"

namespace rota::exchange {

namespace {

Failure bad_list(Bytes message) { return {Blame::upstream, Fault::upstream_error, 502, message, {}, 0}; }

}  // namespace

ModelPages::ModelPages(const Settings& settings, json::Reader& reader, Arena& arena)
    : reader_(reader), arena_(arena), upstream_(settings.upstream), dialect_(settings.upstream_dialect) {}

UpstreamCall ModelPages::call() {
  const bool openai = dialect_ == http::Dialect::openai;
  const Bytes path = openai ? Bytes("/models") : gemini::models_path(page_.next_page, arena_);
  return {"GET", arena_.join(upstream_, path), {}, {}};
}

Result<Next> ModelPages::take(Bytes chunk) {
  if (answer_.size() + chunk.size() > limits::answer_body_bytes) {
    return bad_list("The upstream's list of models is too large.");
  }
  answer_.append(chunk);
  return Next::wait;
}

Result<json::Value> ModelPages::read() {
  const auto root = reader_.read(answer_.view(), arena_);
  if (!root.ok()) return bad_list("The upstream sent something that is not JSON.");
  return root;
}

Result<Next> ModelPages::end() {
  const auto root = read();
  if (!root.ok()) return root.failure();
  const bool openai = dialect_ == http::Dialect::openai;
  const Status taken = openai ? openai::read_models(root.value(), arena_, page_.models)
                              : gemini::read_models_page(root.value(), arena_, page_);
  if (!taken.ok()) return taken.failure();
  return !page_.next_page.empty() && ++pages_ < limits::model_pages ? Next::again : Next::finished;
}

}  // namespace rota::exchange
