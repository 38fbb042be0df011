// Leaving out; see model_list_flow.h.
#include "exchange/model_list_flow.h"

#include "exchange/offer.h"
#include "exchange/pass_flow.h"

namespace rota::exchange {

Flow* ModelListFlow::make(const Request& request, const Settings& settings, const access::Grant& grant,
                          json::Reader& reader, Arena& arena) {
  void* place = arena.allocate(sizeof(ModelListFlow), alignof(ModelListFlow));
  return new (place) ModelListFlow(request, settings, grant, reader, arena);
}

ModelListFlow::ModelListFlow(const Request& request, const Settings& settings, const access::Grant& grant,
                             json::Reader& reader, Arena& arena)
    : settings_(settings),
      grant_(grant),
      dialect_(*request.route.dialect),
      reader_(reader),
      arena_(arena),
      url_(passed_url(request, settings, {}, arena)),
      body_(arena.account()) {}

void ModelListFlow::accept(std::uint16_t, const http::Headers&, double, ClientSide&) { body_.clear(); }

Result<Next> ModelListFlow::take(Bytes chunk, ClientSide&) {
  const Status taken = body_.take(chunk);
  return taken.ok() ? Result<Next>(Next::wait) : taken.failure();
}

/// What does not say its name is not shown: nobody knows what it is.
bool ModelListFlow::shows(json::Value entry) const {
  const json::Value name = entry[dialect_.name_member];
  return name.is_string() && shows_model(settings_, grant_, settings_.dialect->strip_model(name.text(arena_)), arena_);
}

/// A page may be left without a model, and still say what follows it.
Result<Next> ModelListFlow::end(ClientSide& client) {
  const auto root = reader_.read(body_.view(), arena_, json::HalfPairs::replaced);
  if (!root.ok()) return upstream_failure("The upstream sent something that is not JSON.");
  const json::Value list = (*root)[dialect_.list_member];
  Buffer& out = client.body();
  if (!list.is_array()) {
    out.append(Bytes(root->raw()));
  } else {
    const Bytes whole = root->raw();
    const std::size_t begin = list.offset() - root->offset();
    out.append(whole.substr(0, begin));
    out.append('[');
    bool first = true;
    const auto begin_entry = [&out, &first] {
      if (!first) out.append(',');
      first = false;
    };
    for (const json::Value entry : list.elements()) {
      if (!shows(entry)) continue;
      begin_entry();
      out.append(Bytes(entry.raw()));
    }
    const bool last_page = dialect_.next_page_member.empty() || (*root)[dialect_.next_page_member].text(arena_).empty();
    for (const chat::Model& chain : shown_chains(settings_, grant_, arena_)) {
      if (!last_page) break;
      begin_entry();
      dialect_.write_model(chain, out);
    }
    out.append(']');
    out.append(whole.substr(begin + list.raw().size()));
  }
  client.answer(200, "application/json", out.view());
  return Next::finished;
}

}  // namespace rota::exchange
