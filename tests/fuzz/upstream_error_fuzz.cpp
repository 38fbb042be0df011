// Any bytes as the body of an upstream's error, under any status and as a message of a stream: it is understood by every
// upstream dialect, and what a client hears of it is JSON in every client's dialect.
#include "dialect/complaints.h"
#include "dialect/table.h"
#include "fuzz.h"
#include "pool/verdict.h"

using namespace rota;

namespace {

constexpr std::uint16_t statuses[] = {400, 401, 402, 403, 404, 408, 409, 413, 418, 429, 499, 500, 501, 502, 503, 504, 599};

void check(const chat::UpstreamError& error, const dialect::UpstreamDialect& upstream, bool clients_key, Arena& arena) {
  for (const dialect::ClientDialect* client : dialect::client_dialects()) {
    dialect::Asked asked;
    asked.client = client->label;
    asked.clients_key = clients_key;
    asked.text_bytes = 1 << 20;
    const chat::Diagnosis diagnosis = dialect::classify(upstream, error, asked, arena);
    const pool::Verdict verdict = pool::verdict_of(diagnosis, 0);
    fuzz::demand(verdict.cause != pool::Cause::ok && verdict.cool_ms >= 0 && !verdict.reason.empty());
    const Failure failure = dialect::failure_of(diagnosis, asked, arena);
    fuzz::demand(failure.status >= 400 && failure.status < 600 && !failure.message.empty());
    fuzz::demand(!clients_key || failure.blame != Blame::key);
    Buffer out;
    client->write_error(failure, out);
    fuzz::demand(fuzz::is_json(out.view()));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  Arena arena;
  json::Reader reader;
  const Bytes body = fuzz::view(data, size);
  for (const dialect::UpstreamDialect* upstream : dialect::upstream_dialects()) {
    for (const std::uint16_t status : statuses) {
      check(upstream->read_error(status, {}, body, reader, arena), *upstream, (status & 1) != 0, arena);
    }
    const Result<json::Value> root = reader.read(body, arena);
    if (!root.ok()) continue;
    const chat::UpstreamError* inside = upstream->error_in(*root, arena);
    if (inside != nullptr) check(*inside, *upstream, false, arena);
  }
  return 0;
}
