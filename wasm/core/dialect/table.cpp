// The rows; see table.h.
#include "dialect/table.h"

#include "dialect/anthropic/anthropic.h"
#include "dialect/gemini/gemini.h"
#include "dialect/openai/openai.h"
#include "dialect/openai/responses/responses.h"

namespace rota::dialect {

namespace {

constexpr const ClientDialect* clients[] = {&anthropic::client, &openai::client, &openai::responses::client,
                                            &gemini::client};
constexpr const UpstreamDialect* upstreams[] = {&gemini::upstream, &openai::upstream};

}  // namespace

ClientDialects client_dialects() { return {clients, sizeof(clients) / sizeof(clients[0])}; }
const ClientDialect& house_dialect() { return openai::client; }
UpstreamDialects upstream_dialects() { return {upstreams, sizeof(upstreams) / sizeof(upstreams[0])}; }

}  // namespace rota::dialect
