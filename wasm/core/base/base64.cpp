// Writing base64; see base64.h.
#include "base/base64.h"

namespace rota {

void append_base64(Buffer& out, Bytes bytes) {
  static constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  out.reserve(out.size() + (bytes.size() + 2) / 3 * 4);
  char* to = out.data() + out.size();
  std::size_t i = 0;
  const auto octet = [&bytes](std::size_t at) {
    return static_cast<std::uint32_t>(static_cast<unsigned char>(bytes[at]));
  };
  for (; i + 3 <= bytes.size(); i += 3) {
    const std::uint32_t group = octet(i) << 16 | octet(i + 1) << 8 | octet(i + 2);
    *to++ = alphabet[group >> 18];
    *to++ = alphabet[group >> 12 & 63];
    *to++ = alphabet[group >> 6 & 63];
    *to++ = alphabet[group & 63];
  }
  if (const std::size_t rest = bytes.size() - i; rest != 0) {
    const std::uint32_t group = octet(i) << 16 | (rest == 2 ? octet(i + 1) << 8 : 0);
    *to++ = alphabet[group >> 18];
    *to++ = alphabet[group >> 12 & 63];
    *to++ = rest == 2 ? alphabet[group >> 6 & 63] : '=';
    *to++ = '=';
  }
  out.commit(static_cast<std::size_t>(to - (out.data() + out.size())));
}

void append_base64url(Buffer& out, Bytes bytes) {
  const std::size_t begin = out.size();
  append_base64(out, bytes);
  std::size_t end = out.size();
  while (end > begin && out[end - 1] == '=') --end;
  out.resize(end);
  for (std::size_t i = begin; i < end; ++i) {
    if (out[i] == '+') out[i] = '-';
    if (out[i] == '/') out[i] = '_';
  }
}

}  // namespace rota
