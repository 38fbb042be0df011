// Scanner on simdjson's building blocks; without a kernel for the machine, on the portable one.
// The only file that sees simdjson.
#include "json/scan.h"

#include <cstring>
#include <new>

#include "json/scan_portable.h"
#include "json/simdjson_kernel.h"

namespace rota::json {
namespace {

#if defined(ROTA_SIMDJSON_KERNEL)
namespace kernel = rota_simdjson::ROTA_SIMDJSON_KERNEL;

using Bytes64 = kernel::simd::simd8x64<std::uint8_t>;
using Octets = kernel::simd::simd8<std::int8_t>;

/// simdjson's first stage with a way of its own through strings: there, nothing but quotes and backslashes matters.
class BlockScanner {
 public:
  Block next(const char* block) {
    const Bytes64 in(reinterpret_cast<const std::uint8_t*>(block));
    if (in_string_ != 0 && escapes_.next_is_escaped == 0 && is_plain_ascii(block)) {
      utf8_.check_eof();  // the block before must not have ended within a character
      return {0, 0, 0, 0};
    }
    utf8_.check_next_input(in);
    const std::uint64_t escaped = escapes_.next(in.eq('\\')).escaped;
    const std::uint64_t quotes = in.eq('"') & ~escaped;
    const std::uint64_t control = in.lteq(0x1F);
    if (in_string_ != 0 && quotes == 0) return {0, 0, escaped, control};
    return classify(in, escaped, quotes, control);
  }
  bool is_utf8(Bytes) {
    utf8_.check_eof();
    return utf8_.errors() == rota_simdjson::SUCCESS;
  }

 private:
  /// No quote, backslash, control character or byte above 0x7F: what images in base64 and long texts are made of.
  static bool is_plain_ascii(const char* block) {
    const auto special = [block](std::size_t chunk) {
      // Signed: a byte above 0x7F is less than any control character.
      const auto octets = Octets::load(reinterpret_cast<const std::int8_t*>(block) + chunk * sizeof(Octets));
      return (octets == std::int8_t{'"'}) | (octets == std::int8_t{'\\'}) | (Octets::splat(0x20) > octets);
    };
    return !(special(0) | special(1) | special(2) | special(3)).any();
  }

  /// What simdjson's json_scanner does once quotes and escapes are known.
  Block classify(const Bytes64& in, std::uint64_t escaped, std::uint64_t quotes, std::uint64_t control) {
    const std::uint64_t inside = kernel::prefix_xor(quotes) ^ in_string_;  // opening quotes are, closing ones are not
    in_string_ = static_cast<std::uint64_t>(static_cast<std::int64_t>(inside) >> 63);
    const auto characters = kernel::json_character_block::classify(in);
    const std::uint64_t scalar = characters.scalar();
    const std::uint64_t unquoted = scalar & ~quotes;
    const std::uint64_t follows = unquoted << 1 | in_scalar_;
    in_scalar_ = unquoted >> 63;
    const std::uint64_t starts = (characters.op() | (scalar & ~follows)) & ~(inside ^ quotes);
    return {0, starts | quotes, escaped & inside, control & inside};
  }

  kernel::utf8_checker utf8_{};
  kernel::stage1::json_escape_scanner escapes_{};
  std::uint64_t in_string_ = 0;  // all ones when the block before ended inside a string
  std::uint64_t in_scalar_ = 0;  // one when it ended in a literal or a number; inside a string it says nothing
};
#else
using BlockScanner = PortableScanner;
#endif

}  // namespace

Scanner::Scanner(Bytes text) : text_(text) {
  static_assert(sizeof(BlockScanner) <= sizeof(state_) && alignof(BlockScanner) <= 16);
  new (static_cast<void*>(state_)) BlockScanner();
}

std::size_t Scanner::next(Block (&out)[batch]) {
  auto* state = std::launder(reinterpret_cast<BlockScanner*>(state_));
  BlockScanner scanner = *state;  // a copy, so that it stays in registers
  std::size_t count = 0;
  char tail[block_bytes];
  for (; count < batch && at_ < text_.size(); at_ += block_bytes) {
    const char* block = text_.data() + at_;
    if (text_.size() - at_ < block_bytes) {
      std::memset(tail, ' ', block_bytes);
      std::memcpy(tail, block, text_.size() - at_);
      block = tail;
    }
    const Block found = scanner.next(block);  // the only call, so that it is inlined
    if ((found.marks | found.escaped | found.control) == 0) continue;
    out[count] = found;
    out[count++].at = at_;
  }
  *state = scanner;
  return count;
}

bool Scanner::is_utf8() { return std::launder(reinterpret_cast<BlockScanner*>(state_))->is_utf8(text_); }

double nearest_double(Bytes number) {
  return rota_simdjson::internal::from_chars(number.data(), number.data() + number.size());
}

}  // namespace rota::json
