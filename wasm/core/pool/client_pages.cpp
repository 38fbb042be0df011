// The client rows' JSON; see client_pages.h. Minutes are not stored: they are over before anybody reads them. Version 1.
#include "pool/client_pages.h"

#include "base/limits.h"
#include "base/text.h"
#include "pool/fields.h"

namespace rota::pool {

namespace {

constexpr Bytes client_page_prefix = "clients/";
constexpr std::int64_t client_page_version = 1;
constexpr std::int64_t day_most = 200'000;  // the year 2517

}  // namespace

Bytes client_page_row(std::uint32_t page, Arena& arena) {
  return arena.join(client_page_prefix, text::decimal(arena, page));
}

bool read_client_page_row(Bytes row, std::uint32_t& page) {
  std::uint64_t number = 0;
  if (!text::starts_with(row, client_page_prefix) ||
      !text::parse_unsigned(row.substr(client_page_prefix.size()), number) || number > limits::clients_counted) {
    return false;
  }
  page = static_cast<std::uint32_t>(number);
  return true;
}

void write_client_page(const Clients& clients, std::uint32_t page, Buffer& out) {
  json::Writer writer(out);
  writer.begin_object();
  write_count(writer, "v", client_page_version);
  writer.key("clients");
  writer.begin_array();
  const std::size_t begin = page * limits::pool_page_keys;
  for (std::size_t at = begin; at < clients.size() && at < begin + limits::pool_page_keys; ++at) {
    const ClientState& state = clients[at];
    writer.begin_object();
    writer.key("id");
    write_id(writer, state.id);
    write_count(writer, "day", state.day);
    write_count(writer, "requests", state.day_requests);
    write_count(writer, "tokens", state.day_tokens);
    writer.end_object();
  }
  writer.end_array();
  writer.end_object();
}

bool read_client_page(Bytes value, json::Reader& reader, Clients& clients, Arena& arena) {
  const auto root = reader.read(value, arena);
  if (!root || read_count((*root)["v"]) != client_page_version) return false;
  for (const json::Value from : (*root)["clients"].elements()) {
    ClientState state;
    if (!read_id(from["id"], state.id)) continue;
    state.day = static_cast<std::int32_t>(read_count(from["day"], day_most));
    state.day_requests = static_cast<std::uint32_t>(read_count(from["requests"], 0xFFFFFFFF));
    state.day_tokens = read_count(from["tokens"]);
    clients.restore(state);
  }
  return true;
}

}  // namespace rota::pool
