// Records, written and shown; see keepsake.h.
#include "dialect/openai/responses/keepsake.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "dialect/openai/common/list.h"

namespace rota::openai::responses {

namespace {

struct ItemPrefix {
  Bytes type;
  json::Escaped prefix;
};
constexpr ItemPrefix prefixes[] = {
    {"message", "msg_"}, {"reasoning", "rs_"}, {"function_call", "fc_"}, {"custom_tool_call", "ctc_"}, {"compaction", "cmp_"}};

json::Escaped prefix_of(Bytes type) {
  for (const ItemPrefix& known : prefixes) {
    if (known.type == type) return known.prefix;
  }
  return "item_";
}

/// As OpenAI lists it: text that stands by itself is one part.
void write_content(json::Value content, bool own, json::Writer& writer) {
  if (!content.is_string()) return writer.compact(content.raw());
  writer.begin_array();
  writer.begin_object();
  writer.key("type");
  writer.escaped(own ? json::Escaped("output_text") : json::Escaped("input_text"));
  writer.key("text");
  writer.escaped(content.escaped());
  if (own) {
    writer.key("annotations");
    writer.raw("[]");
  }
  writer.end_object();
  writer.end_array();
}

struct Keeper {
  json::Escaped response_id;
  Random& random;
  Arena& arena;

  void write_id(Bytes type, json::Writer& writer) const {
    writer.key("id");
    writer.escaped(item_id(prefix_of(type), response_id, random, arena));
  }

  void write_item(json::Value item, json::Writer& writer) const {
    const bool typed = item["type"].is_string();
    const Bytes type = typed ? item["type"].text(arena) : Bytes("message");
    writer.begin_object();
    if (!item["id"].is_string()) write_id(type, writer);
    if (!typed) {
      writer.key("type");
      writer.escaped("message");
    }
    if (!item["status"].is_string()) {
      writer.key("status");
      writer.escaped("completed");
    }
    for (const json::Member member : item.members()) {
      const bool says_nothing = (member.name.equals("id") || member.name.equals("type") || member.name.equals("status")) &&
                                !member.value.is_string();
      if (says_nothing) continue;
      writer.key(member.name.escaped());
      if (type == "message" && member.name.equals("content")) {
        write_content(member.value, item["role"].equals("assistant"), writer);
      } else {
        writer.compact(member.value.raw());
      }
    }
    writer.end_object();
  }

  void write_text(json::Value text, json::Writer& writer) const {
    writer.begin_object();
    write_id("message", writer);
    writer.key("type");
    writer.escaped("message");
    writer.key("status");
    writer.escaped("completed");
    writer.key("role");
    writer.escaped("user");
    writer.key("content");
    write_content(text, false, writer);
    writer.end_object();
  }
};

Failure not_there(Bytes id, Arena& arena) {
  return client_failure(Fault::not_stored, 404, arena.join("Response with id '", id, "' not found."));
}

void write_deleted(Bytes id, Buffer& out) {
  json::Writer writer(out);
  writer.begin_object();
  writer.key("id");
  writer.string(id);
  writer.key("object");
  writer.escaped("response");
  writer.key("deleted");
  writer.boolean(true);
  writer.end_object();
}

/// How many of a list, in which order and behind what.
struct Page {
  std::int64_t limit = limits::input_items_page;
  bool newest_first = true;
  Bytes after;
};

Result<Page> read_page(Bytes query, Arena& arena) {
  Page page;
  page.after = http::query_value(query, "after", arena);
  const Bytes order = http::query_value(query, "order", arena);
  const Bytes limit = http::query_value(query, "limit", arena);
  if (!order.empty() && order != "asc" && order != "desc") {
    return client_failure(Fault::bad_value, 400, "Invalid 'order': it is 'asc' or 'desc'.", "order");
  }
  page.newest_first = order != "asc";
  std::uint64_t number = 0;
  if (limit.empty()) return page;
  if (!text::parse_unsigned(limit, number) || number < 1 || number > static_cast<std::uint64_t>(limits::input_items_page_max)) {
    return client_failure(Fault::bad_value, 400, "Invalid 'limit': it is a whole number from 1 to 100.", "limit");
  }
  page.limit = static_cast<std::int64_t>(number);
  return page;
}

/// The id at an end of the page; a page without items has empty ones.
void write_end(json::Escaped name, const List<json::Value>& items, std::size_t at, json::Writer& writer) {
  writer.key(name);
  writer.escaped(items.empty() ? json::Escaped() : items[at]["id"].escaped());
}

Status list_input(Bytes query, json::Value input, Buffer& out, Arena& arena) {
  const auto page = read_page(query, arena);
  if (!page.ok()) return page.failure();
  List<json::Value> all;
  for (const json::Value item : input.elements()) all.push(arena, item);
  if (page->newest_first) std::reverse(all.begin(), all.end());
  std::size_t first = 0;
  if (!page->after.empty()) {
    while (first < all.size() && !all[first]["id"].equals(page->after)) ++first;
    first = std::min(first + 1, all.size());
  }
  List<json::Value> shown;
  for (std::size_t at = first; at < all.size() && shown.size() < static_cast<std::size_t>(page->limit); ++at) {
    shown.push(arena, all[at]);
  }
  json::Writer writer(out);
  begin_list(writer);
  for (const json::Value item : shown) writer.raw(item.raw());
  writer.end_array();
  write_end("first_id", shown, 0, writer);
  write_end("last_id", shown, shown.size() - 1, writer);
  writer.key("has_more");
  writer.boolean(first + shown.size() < all.size());
  writer.end_object();
  return Done{};
}

}  // namespace

json::Raw items_to_keep(json::Value input, const Recall& recall, json::Escaped response_id, Random& random, Arena& arena) {
  const Keeper keeper{response_id, random, arena};
  json::Composed list;
  json::Writer& writer = list.writer();
  writer.begin_array();
  if (input.is_string()) keeper.write_text(input, writer);
  for (const json::Value item : input.elements()) {
    if (!item["type"].equals("item_reference")) {
      keeper.write_item(item, writer);
    } else if (const json::Value meant = recall.item(item["id"].text(arena)); meant.is_object()) {
      writer.raw(meant.raw());
    }
  }
  writer.end_array();
  return list.keep(arena);
}

rota::responses::Keepsake keepsake_of(const Envelope& envelope, const State& state, Arena& arena) {
  const Form& form = *envelope.form;
  std::size_t bytes = form.kept_input.size();
  for (const json::Pieces& item : state.items) bytes += item.size_bytes();
  if (bytes > limits::stored_response_bytes) return {};
  json::Composed record;
  json::Writer& writer = record.writer();
  writer.begin_object();
  writer.key("input");
  writer.raw(form.kept_input);
  writer.key("response");
  write_response(envelope, state, writer);
  writer.end_object();
  if (record.view().size() > limits::stored_response_bytes) return {};
  return {json::unescaped(arena, envelope.id), form.previous, form.conversation, record.keep(arena)};
}

Status answer_stored(const dialect::StoredRequest& request, json::Value record, Buffer& out, Arena& arena) {
  if (!record.is_object()) return not_there(request.id, arena);
  if (request.method == "DELETE") {
    write_deleted(request.id, out);
    return Done{};
  }
  if (text::ends_with(request.tail, "/input_items")) return list_input(request.query, record["input"], out, arena);
  if (text::ends_with(request.tail, "/cancel")) {
    return client_failure(Fault::bad_value, 400, "Only background responses can be cancelled, and none is made here.");
  }
  out.append(record["response"].raw());
  return Done{};
}

void write_count(std::int64_t tokens, Buffer& out) {
  json::Writer writer(out);
  writer.begin_object();
  writer.key("object");
  writer.escaped("response.input_tokens");
  writer.key("input_tokens");
  writer.integer(tokens);
  writer.end_object();
}

}  // namespace rota::openai::responses
