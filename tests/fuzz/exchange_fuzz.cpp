// Any bytes as a whole request and as what the upstream answers: the exchange ends, and the client has an answer with a
// status. The first byte chooses the settings, how bodies are cut and how much memory there is; then come, with a record separator (0x1E) between
// them, the client's head and body, the upstream's status and head, and its body.
#include "fuzz.h"
#include "host/way.h"

using namespace rota;

namespace {

constexpr char separator = 0x1E;
constexpr const char* settings[] = {
    R"({"ALLOW_ANONYMOUS":"1"})",
    R"({"ALLOW_ANONYMOUS":"1","DEBUG_ERRORS":"1","MAX_ATTEMPTS":"2"})",
    R"({"ALLOW_ANONYMOUS":"1","UPSTREAM_API_URL":"https://h.test/openai"})",
    R"({"CLIENT_API_KEYS":"sk-1","ALLOW_CLIENT_GEMINI_KEY":"1","ADMIN_PASSWORD":"p","SESSION_SECRET_KEY":"s"})",
};
constexpr std::size_t pieces[] = {0, 1, 7, 64};
constexpr std::size_t small_bytes = 32 * 1024;  // so little memory that most requests run out of it somewhere

/// The digits in front of an upstream's head.
int take_status(Bytes& head) {
  int status = 0;
  while (!head.empty() && text::is_digit(head.front()) && status < 100) {
    status = status * 10 + (head.front() - '0');
    head.remove_prefix(1);
  }
  if (!head.empty() && head.front() == '\n') head.remove_prefix(1);
  return status < 100 ? 200 : status;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  Bytes rest = fuzz::view(data + 1, size - 1);
  const Bytes head = text::split(rest, separator);
  const Bytes body = text::split(rest, separator);
  Bytes answer_head = text::split(rest, separator);
  const int status = take_status(answer_head);
  exchange::Gateway gateway(1, (data[0] & 16) != 0 ? small_bytes : limits::request_memory_bytes);
  static_cast<void>(host::deliver(gateway, event::configure(settings[data[0] & 3]), 0));
  host::Way way(gateway, 1, pieces[data[0] >> 2 & 3]);
  const host::Outcome outcome = way.go(std::string(head), std::string(body),
                                       {{status, std::string(answer_head), std::string(rest)}});
  fuzz::demand(outcome.done);
  fuzz::demand(outcome.status >= 100 && outcome.status < 600);
  return 0;
}
