// See resource_list_flow.h.
#include "exchange/resource_list_flow.h"

#include "base/text.h"
#include "exchange/pass_flow.h"

namespace rota::exchange {

namespace {

constexpr std::size_t usual_page = 50;
constexpr std::size_t largest_page = 1000;
constexpr Bytes asked_page = "100";  // of the upstream: the most that all of its lists give

Bytes either(Bytes query, Bytes camel, Bytes snake, Arena& arena) {
  const Bytes found = http::query_value(query, camel, arena);
  return found.empty() ? http::query_value(query, snake, arena) : found;
}

}  // namespace

bool ResourceListFlow::lists(const Request& request, const Settings& settings) {
  const dialect::Resources* resources = settings.dialect->resources;
  return resources != nullptr && request.head->method == "GET" && !resources->listed(request.route).empty();
}

Result<Flow*> ResourceListFlow::make(const Request& request, const Settings& settings, json::Reader& reader, Arena& arena) {
  const Bytes query = request.head->query;
  const Bytes token = either(query, "pageToken", "page_token", arena);
  std::uint64_t begin = 0;
  if (!token.empty() && !text::parse_unsigned(token, begin)) {
    return client_failure(Fault::bad_value, 400, "The page token is none of this list's.", "pageToken");
  }
  std::uint64_t count = 0;
  const Bytes size = either(query, "pageSize", "page_size", arena);
  if (!text::parse_unsigned(size, count) || count == 0) count = usual_page;
  if (count > largest_page) count = largest_page;
  void* place = arena.allocate(sizeof(ResourceListFlow), alignof(ResourceListFlow));
  return static_cast<Flow*>(new (place) ResourceListFlow(request, settings, reader, arena, static_cast<std::size_t>(begin),
                                                         static_cast<std::size_t>(count)));
}

ResourceListFlow::ResourceListFlow(const Request& request, const Settings& settings, json::Reader& reader, Arena& arena,
                                   std::size_t begin, std::size_t count)
    : resources_(*settings.dialect->resources),
      reader_(reader),
      arena_(arena),
      url_(arena.join(settings.upstream, settings.dialect->native_path(request.route, {}, arena))),
      begin_(begin),
      count_(count),
      page_(arena.account()) {
  wish_.collection = resources_.listed(request.route);
}

void ResourceListFlow::lent(const pool::Reply& reply, const pool::Pick& pick) {
  if (reply.owned.empty()) return;
  wish_.again = true;  // a failed page is asked of the same key
  wish_.after = pick.key;
  owned_ = reply.owned;
  if (token_.empty()) seen_ = 0;
}

bool ResourceListFlow::has_no_owner(ClientSide& client) {
  answer(client);
  return true;
}

Result<UpstreamRequest> ResourceListFlow::call() {
  const Bytes page = token_.empty() ? Bytes() : arena_.join("&pageToken=", text::percent_encode_segment(arena_, token_));
  return UpstreamRequest{"GET", arena_.join(url_, "?pageSize=", asked_page, page), {}, {}};
}

Result<Next> ResourceListFlow::take(Bytes chunk, ClientSide&) {
  const Status taken = page_.take(chunk);
  return taken.ok() ? Result<Next>(Next::wait) : taken.failure();
}

bool ResourceListFlow::is_owned(Bytes name) const {
  for (const Bytes own : owned_) {
    if (own == name) return true;
  }
  return false;
}

/// A key is asked until all that it owns for the client has been seen.
Result<Next> ResourceListFlow::end(ClientSide& client) {
  const auto root = reader_.read(page_.view(), arena_, json::HalfPairs::replaced);
  if (!root.ok()) return upstream_failure("The upstream sent something that is not JSON.");
  const dialect::ResourceList list = resources_.list_of(wish_.collection);
  for (const json::Value entry : (*root)[list.entries].elements()) {
    if (!is_owned(resources_.name_in_list(wish_.collection, entry, arena_))) continue;
    ++seen_;
    entries_.push(arena_, arena_.copy(Bytes(entry.raw())));
  }
  token_ = arena_.copy((*root)[list.token].text(arena_));
  if (++pages_ >= limits::owned_pages) {
    answer(client);
    return Next::finished;
  }
  if (!token_.empty() && seen_ < owned_.size()) return Next::again;
  token_ = {};
  wish_.again = false;
  return Next::lease;
}

/// The entries are the upstream's own words; without any there is no list, as the upstream itself has it.
void ResourceListFlow::answer(ClientSide& client) {
  const dialect::ResourceList list = resources_.list_of(wish_.collection);
  Buffer out;
  out.append('{');
  const std::size_t end = begin_ + count_ < entries_.size() ? begin_ + count_ : entries_.size();
  for (std::size_t i = begin_; i < end; ++i) {
    if (i == begin_) {
      out.append('"');
      out.append(list.entries);
      out.append("\":[");
    }
    out.append(entries_[i]);
    out.append(i + 1 < end ? Bytes(",") : Bytes("]"));
  }
  if (end < entries_.size()) {
    out.append(",\"");
    out.append(list.token);
    out.append("\":\"");
    text::append_decimal(out, static_cast<std::int64_t>(end));
    out.append('"');
  }
  out.append('}');
  client.answer(200, "application/json; charset=utf-8", arena_.copy(out.view()));
}

}  // namespace rota::exchange
