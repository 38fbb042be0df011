// Finding a row; see table.h.
#include "dialect/table.h"

namespace rota::dialect {

const UpstreamDialect& upstream_dialect(Bytes label, Bytes base_url) {
  const UpstreamDialects all = upstream_dialects();
  for (const UpstreamDialect* row : all) {
    if (!label.empty() ? row->label == label : row->base_url.owns != nullptr && row->base_url.owns(base_url)) return *row;
  }
  return **all.rows;
}

chat::Diagnosis classify(const UpstreamDialect& upstream, const chat::UpstreamError& error, const Asked& asked,
                         Arena& arena) {
  for (const UpstreamDialect* row : upstream_dialects()) {
    if (row->label == error.envelope) return row->classify(error, asked, arena);
  }
  return upstream.classify(error, asked, arena);
}

}  // namespace rota::dialect
