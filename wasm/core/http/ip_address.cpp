// Reading and judging addresses; see ip_address.h.
#include "http/ip_address.h"

#include "base/text.h"

namespace rota::http {

namespace {

struct Range4 {
  std::uint32_t address;
  std::uint32_t bits;
};

// IANA IPv4 Special-Purpose Address Registry, and multicast and reserved space.
constexpr Range4 special_ipv4[] = {
    {0x00000000, 8},   // this network
    {0x0A000000, 8},   // private
    {0x64400000, 10},  // carrier-grade NAT, and some clouds' metadata
    {0x7F000000, 8},   // loopback
    {0xA9FE0000, 16},  // link-local, and most clouds' metadata
    {0xAC100000, 12},  // private
    {0xC0000000, 24},  // protocol assignments
    {0xC0000200, 24},  // documentation
    {0xC0586300, 24},  // 6to4 relays
    {0xC0A80000, 16},  // private
    {0xC6120000, 15},  // benchmarks
    {0xC6336400, 24},  // documentation
    {0xCB007100, 24},  // documentation
    {0xE0000000, 4},   // multicast
    {0xF0000000, 4},   // reserved, broadcast
};

int digit_of(char c) {
  if (text::is_digit(c)) return c - '0';
  const char lower = text::lower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

/// One part of an IPv4 address; false when it is no number or past 32 bits.
bool read_part(Bytes part, std::uint64_t& value) {
  int base = 10;
  if (part.size() >= 2 && part[0] == '0' && text::lower(part[1]) == 'x') {
    base = 16;
    part.remove_prefix(2);
  } else if (part.size() >= 2 && part[0] == '0') {
    base = 8;
    part.remove_prefix(1);
  } else if (part.empty()) {
    return false;
  }
  value = 0;
  for (char c : part) {
    const int digit = digit_of(c);
    if (digit < 0 || digit >= base) return false;
    value = value * static_cast<std::uint64_t>(base) + static_cast<std::uint64_t>(digit);
    if (value > 0xFFFFFFFF) return false;
  }
  return true;
}

/// The dotted end of an IPv6 address: four decimal parts, and none of the spellings that only hosts may have.
bool is_plain_dotted(Bytes text) {
  std::size_t dots = 0;
  for (char c : text) {
    if (c == '.') ++dots;
    if (c != '.' && !text::is_digit(c)) return false;
  }
  return dots == 3;
}

/// Groups of an IPv6 address up to a "::" or the end; a dotted part counts as two.
bool read_groups(Bytes text, std::uint16_t* groups, std::size_t room, std::size_t& count) {
  count = 0;
  if (text::ends_with(text, ":")) return false;
  while (!text.empty()) {
    if (count == room) return false;
    const Bytes group = text::split(text, ':');
    if (text::contains(group, ".")) {
      std::uint32_t address = 0;
      if (!text.empty() || count + 2 > room || !is_plain_dotted(group) || !read_ipv4(group, address)) {
        return false;
      }
      groups[count++] = static_cast<std::uint16_t>(address >> 16);
      groups[count++] = static_cast<std::uint16_t>(address & 0xFFFF);
      return true;
    }
    if (group.empty() || group.size() > 4) return false;
    std::uint32_t value = 0;
    for (char c : group) {
      const int digit = digit_of(c);
      if (digit < 0) return false;
      value = value * 16 + static_cast<std::uint32_t>(digit);
    }
    groups[count++] = static_cast<std::uint16_t>(value);
  }
  return true;
}

}  // namespace

bool looks_like_ipv4(Bytes host) {
  const std::size_t dot = host.rfind('.');
  const Bytes last = dot == Bytes::npos ? host : host.substr(dot + 1);
  if (last.empty()) return false;
  bool digits = true;
  for (char c : last) digits = digits && text::is_digit(c);
  std::uint64_t value = 0;
  return digits || read_part(last, value);
}

bool read_ipv4(Bytes host, std::uint32_t& address) {
  std::uint64_t parts[4] = {};
  std::size_t count = 0;
  do {
    if (count == 4 || !read_part(text::split(host, '.'), parts[count])) return false;
    ++count;
  } while (!host.empty());
  std::uint64_t value = parts[count - 1];
  if (value >= (1ULL << (8 * (5 - count)))) return false;
  for (std::size_t i = 0; i + 1 < count; ++i) {
    if (parts[i] > 255) return false;
    value |= parts[i] << (8 * (3 - i));
  }
  address = static_cast<std::uint32_t>(value);
  return true;
}

bool is_public_ipv4(std::uint32_t address) {
  for (const Range4& range : special_ipv4) {
    if (address >> (32 - range.bits) == range.address >> (32 - range.bits)) return false;
  }
  return true;
}

bool read_ipv6(Bytes text, std::uint16_t (&groups)[8]) {
  const std::size_t gap = text.find("::");
  std::size_t count = 0;
  if (gap == Bytes::npos) return read_groups(text, groups, 8, count) && count == 8;
  std::uint16_t tail[8] = {};
  std::size_t tail_count = 0;
  if (!read_groups(text.substr(0, gap), groups, 7, count)) return false;
  if (!read_groups(text.substr(gap + 2), tail, 7 - count, tail_count)) return false;
  for (std::size_t i = count; i < 8; ++i) groups[i] = 0;
  for (std::size_t i = 0; i < tail_count; ++i) groups[8 - tail_count + i] = tail[i];
  return true;
}

bool is_public_ipv6(const std::uint16_t (&groups)[8]) {
  // Global unicast is 2000::/3; inside it, tunnels carry IPv4 addresses and documentation leads nowhere.
  if ((groups[0] & 0xE000) != 0x2000) return false;
  if (groups[0] == 0x2001 && groups[1] < 0x0200) return false;   // 2001::/23: Teredo and protocol assignments
  if (groups[0] == 0x2001 && groups[1] == 0x0DB8) return false;  // documentation
  if (groups[0] == 0x2002) return false;                         // 6to4
  return groups[0] < 0x3FFE || groups[0] > 0x3FFF;               // 6bone, documentation
}

}  // namespace rota::http
