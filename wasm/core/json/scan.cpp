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

class BlockScanner {
 public:
  Block next(const char* block) {
    const kernel::simd::simd8x64<std::uint8_t> in(reinterpret_cast<const std::uint8_t*>(block));
    utf8_.check_next_input(in);
    if (inside_string_ && is_plain(in)) return {0, 0, 0};  // leaves scanner_ as it would: still inside the string
    const kernel::stage1::json_block found = scanner_.next(in);
    const std::uint64_t escaped = found._string.escaped();
    const bool escape_at_end = block[Scanner::block_bytes - 1] == '\\' && escaped >> 63 == 0;
    inside_string_ = found._string.string_content() >> 63 != 0 && !escape_at_end;
    return {found.structural_start() | found._string.quote(), found.non_quote_inside_string(escaped),
            found.non_quote_inside_string(in.lteq(0x1F))};
  }
  bool is_utf8(Bytes) {
    utf8_.check_eof();
    return utf8_.errors() == rota_simdjson::SUCCESS;
  }

 private:
  /// No quote, backslash or control character: what images in base64 and long texts are made of.
  static bool is_plain(const kernel::simd::simd8x64<std::uint8_t>& in) {
    const auto special = [](const kernel::simd::simd8<std::uint8_t>& bytes) {
      return (bytes == std::uint8_t{'"'}) | (bytes == std::uint8_t{'\\'}) | (bytes <= std::uint8_t{0x1F});
    };
    return !(special(in.chunks[0]) | special(in.chunks[1]) | special(in.chunks[2]) | special(in.chunks[3])).any();
  }

  kernel::stage1::json_scanner scanner_{};
  kernel::utf8_checker utf8_{};
  bool inside_string_ = false;  // and the next byte is not escaped
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
    out[count++] = scanner.next(block);  // the only call, so that it is inlined
  }
  *state = scanner;
  return count;
}

bool Scanner::is_utf8() { return std::launder(reinterpret_cast<BlockScanner*>(state_))->is_utf8(text_); }

double nearest_double(Bytes number) {
  return rota_simdjson::internal::from_chars(number.data(), number.data() + number.size());
}

}  // namespace rota::json
