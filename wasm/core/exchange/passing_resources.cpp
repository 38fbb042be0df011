// See passing_resources.h.
#include "exchange/passing_resources.h"

#include "base/limits.h"
#include "base/text.h"
#include "http/sse_reader.h"

namespace rota::exchange {

namespace {

using dialect::Making;

bool sends_json(const http::RequestHead& head) {
  const Bytes type = http::find(head.headers, "content-type");
  return type.empty() || text::icontains(type, "json");
}

Making making_of(const Request& request, const dialect::Resources* resources) {
  return resources == nullptr ? Making::nothing : resources->making(request.route, request.head->method);
}

}  // namespace

bool PassingResources::needs_body(const Request& request, const Settings& settings) {
  const bool uploads = request.route.use == dialect::Use::upload;
  return making_of(request, settings.dialect->resources) == Making::makes && !uploads && sends_json(*request.head);
}

PassingResources::PassingResources(const Request& request, const Settings& settings, Arena& arena)
    : request_(request),
      resources_(settings.dialect->resources),
      making_(making_of(request, resources_)),
      answer_(arena.account()) {
  if (resources_ == nullptr) return;
  const Bytes name = resources_->in_path(request.route, arena);
  if (!name.empty()) wish_.names.push(arena, name);
  // What stands by itself, an answer or a video, is made with any key.
  const bool used_later = request.route.use == dialect::Use::upload || !resources_->listed(request.route).empty();
  wish_.creates = making_ == Making::makes && used_later;
}

void PassingResources::read(json::Value body, bool refers, Arena& arena) {
  if (resources_ == nullptr || !body || (!refers && making_ != Making::makes)) return;
  resources_->in_body(body, wish_.names, arena);
  keeps_ = Bytes(body["store"].raw()) != "false";
}

void PassingResources::begin(const http::Headers& headers, double now_ms) {
  now_ms_ = now_ms;
  answer_.clear();
  found_ = {};
  upload_ = {};
  looks_ = (making_ == Making::makes || making_ == Making::shows) && keeps_;
  if (resources_ == nullptr) return;
  events_ = text::icontains(http::find(headers, "content-type"), "text/event-stream");
  if (request_.route.use == dialect::Use::upload) upload_ = http::find(headers, resources_->upload_header);
}

/// A whole answer that is longer describes nothing, and of a stream what comes later names nothing new.
void PassingResources::take(Bytes chunk) {
  if (!looks_) return;
  const std::size_t most = events_ ? limits::owned_stream_bytes : limits::owned_answer_bytes;
  if (answer_.size() + chunk.size() <= most) return answer_.append(chunk);
  looks_ = false;
  if (!events_) answer_.release();
}

void PassingResources::look_at(Bytes text, json::Reader& reader, Arena& arena) {
  const auto root = reader.read(text, arena, json::HalfPairs::replaced);
  if (root.ok()) resources_->in_answer(request_.route, *root, now_ms_, found_, arena);
}

void PassingResources::end(json::Reader& reader, Arena& arena) {
  found_ = {};
  if (making_ == Making::deletes) {
    for (const Bytes name : wish_.names) found_.push(arena, dialect::Resource{name, 0});
  }
  if (!upload_.empty()) {
    const dialect::Resource upload = resources_->of_upload(upload_, arena);
    if (!upload.name.empty()) found_.push(arena, upload);
  }
  if (answer_.empty() || answer_.exhausted()) return;
  if (events_) {
    http::SseReader events;
    http::SseEvent event;
    events.feed(answer_.view());
    while (found_.empty() && events.next(event)) look_at(event.data, reader, arena);
  } else {
    look_at(answer_.view(), reader, arena);
  }
  answer_.release();
  if (making_ != Making::shows) return;
  // What the request has named itself is known.
  List<dialect::Resource> others;
  for (const dialect::Resource& resource : found_) {
    if (wish_.names.empty() || resource.name != wish_.names[0]) others.push(arena, resource);
  }
  found_ = others;
}

Bytes PassingResources::shown(const http::Header& header, Arena& arena) const {
  if (upload_.empty() || !text::iequals(header.name, resources_->upload_header)) return header.value;
  return resources_->upload_here(header.value, *request_.head, arena);
}

}  // namespace rota::exchange
