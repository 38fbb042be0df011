// The owner rows' JSON; see owner_pages.h. Version 1.
#include "pool/owner_pages.h"

#include "base/text.h"
#include "pool/fields.h"

namespace rota::pool {

namespace {

constexpr Bytes owner_page_prefix = "owners/";
constexpr std::int64_t owner_page_version = 1;

}  // namespace

Bytes owner_page_row(std::uint32_t page, Arena& arena) { return arena.join(owner_page_prefix, text::decimal(arena, page)); }

bool is_owner_page_row(Bytes row) {
  std::uint64_t number = 0;
  return text::starts_with(row, owner_page_prefix) && text::parse_unsigned(row.substr(owner_page_prefix.size()), number) &&
         number < limits::owners;
}

void write_owner_page(const Owners& owners, std::uint32_t page, Buffer& out) {
  json::Writer writer(out);
  writer.begin_object();
  write_count(writer, "v", owner_page_version);
  writer.key("owners");
  writer.begin_array();
  const std::size_t begin = page * limits::owner_page;
  for (std::size_t at = begin; at < owners.size() && at < begin + limits::owner_page; ++at) {
    const Owner& owner = owners[at];
    if (owner.name_bytes == 0) continue;
    writer.begin_object();
    write_text(writer, "name", owner.text());
    writer.key("key");
    write_id(writer, owner.key);
    if (owner.client != 0) {
      writer.key("client");
      write_id(writer, owner.client);
    }
    write_ms(writer, "since", owner.since_ms);
    write_ms(writer, "until", owner.until_ms);
    writer.end_object();
  }
  writer.end_array();
  writer.end_object();
}

bool read_owner_page(Bytes value, bool late, json::Reader& reader, Owners& owners, Arena& arena) {
  const auto root = reader.read(value, arena);
  if (!root || read_count((*root)["v"]) != owner_page_version) return false;
  for (const json::Value from : (*root)["owners"].elements()) {
    Owner owner;
    const Bytes name = from["name"].text(arena);
    if (name.empty() || name.size() > limits::owned_name_bytes || !read_id(from["key"], owner.key)) continue;
    static_cast<void>(read_id(from["client"], owner.client));
    owner.since_ms = read_ms(from["since"]);
    owner.until_ms = read_ms(from["until"]);
    owner.hash = text::fingerprint(name);
    owner.name_bytes = static_cast<std::uint16_t>(name.size());
    std::memcpy(owner.name, name.data(), name.size());
    owners.restore(owner, late);
  }
  return true;
}

}  // namespace rota::pool
