// The host rule; see public_url.h. Addresses are read in ip_address.h.
#include "http/public_url.h"

#include "base/text.h"
#include "http/ip_address.h"

namespace rota::http {

namespace {

// Names that mean a machine next door: RFC 6761, RFC 8375, RFC 9476 and what cloud providers and routers use.
constexpr Bytes local_suffixes[] = {".localhost", ".local",    ".internal", ".lan",         ".home",
                                    ".corp",      ".intranet", ".private",  ".localdomain", ".home.arpa",
                                    ".test",      ".invalid",  ".onion",    ".arpa"};

bool has_only_host_characters(Bytes host) {
  for (char c : host) {
    const bool letter = (text::lower(c) >= 'a' && text::lower(c) <= 'z') || text::is_digit(c);
    if (!letter && c != '-' && c != '.' && c != '_') return false;
  }
  return true;
}

bool is_local_name(Bytes host) {
  if (!text::contains(host, ".")) return true;
  for (Bytes suffix : local_suffixes) {
    if (host.size() >= suffix.size() && text::iequals(host.substr(host.size() - suffix.size()), suffix)) return true;
  }
  return false;
}

Bytes refusal_of_name(Bytes host) {
  if (text::ends_with(host, ".")) host.remove_suffix(1);
  if (host.empty()) return "it names no host";
  // Parsers fold full-width digits and percent escapes into addresses; a plain name needs neither.
  if (!has_only_host_characters(host)) return "its host has characters that no plain host name has";
  if (looks_like_ipv4(host)) {
    std::uint32_t address = 0;
    if (!read_ipv4(host, address)) return "its host is not a valid address";
    return is_public_ipv4(address) ? Bytes{} : Bytes("its address is not on the public Internet");
  }
  return is_local_name(host) ? Bytes("its host is a local name") : Bytes{};
}

Bytes refusal_of_port(Bytes port) {
  std::uint64_t number = 0;
  if (port.empty() || (text::parse_unsigned(port, number) && number > 0 && number <= 65535)) return {};
  return "its port is not a port";
}

Bytes refusal_of_authority(Bytes authority) {
  if (text::contains(authority, "@")) return "it carries a user name";
  if (text::contains(authority, "\\")) return "it is malformed";
  if (authority.empty() || authority.front() != '[') {
    const Bytes host = text::split(authority, ':');
    const Bytes port_refusal = refusal_of_port(authority);
    return port_refusal.empty() ? refusal_of_name(host) : port_refusal;
  }
  const std::size_t end = authority.find(']');
  if (end == Bytes::npos) return "it is malformed";
  std::uint16_t groups[8] = {};
  if (!read_ipv6(authority.substr(1, end - 1), groups)) return "its host is not a valid address";
  Bytes rest = authority.substr(end + 1);
  if (!rest.empty() && rest.front() != ':') return "it is malformed";
  const Bytes port_refusal = rest.empty() ? Bytes{} : refusal_of_port(rest.substr(1));
  if (!port_refusal.empty()) return port_refusal;
  return is_public_ipv6(groups) ? Bytes{} : Bytes("its address is not on the public Internet");
}

}  // namespace

Bytes refusal_of_url(Bytes url) {
  std::size_t begin = 0;
  if (text::istarts_with(url, "https://")) begin = 8;
  if (text::istarts_with(url, "http://")) begin = 7;
  if (begin == 0) return "it is neither http nor https";
  for (char c : url) {
    // Parsers drop tabs and line breaks, so "127.0.0\n.1" would be read differently there than here.
    if (static_cast<unsigned char>(c) <= ' ' || c == '\x7f') return "it has spaces or control characters";
  }
  const Bytes rest = url.substr(begin);
  return refusal_of_authority(rest.substr(0, rest.find_first_of("/?#")));
}

Bytes resolve_location(Bytes base, Bytes location, Arena& arena) {
  location = text::trim(location);
  if (location.empty()) return {};
  if (text::istarts_with(location, "http://") || text::istarts_with(location, "https://")) return arena.copy(location);
  const std::size_t scheme = base.find("://");
  if (scheme == Bytes::npos) return {};
  if (text::starts_with(location, "//")) return arena.join(base.substr(0, scheme + 1), location);
  const std::size_t path = base.find_first_of("/?#", scheme + 3);
  const Bytes origin = base.substr(0, path);
  if (location.front() == '/') return arena.join(origin, location);
  // Another scheme, as in "file:/etc/passwd", has its colon before any slash.
  const std::size_t colon = location.find(':');
  if (colon != Bytes::npos && colon < location.find_first_of("/?#")) return {};
  Bytes folder = path == Bytes::npos ? Bytes("/") : base.substr(path);
  folder = folder.substr(0, folder.find_first_of("?#"));
  const std::size_t slash = folder.rfind('/');
  folder = slash == Bytes::npos ? Bytes("/") : folder.substr(0, slash + 1);
  return arena.join(origin, folder, location);
}

}  // namespace rota::http
