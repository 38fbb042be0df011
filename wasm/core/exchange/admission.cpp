// What a limited client may do; see admission.h.
#include "exchange/admission.h"

#include "base/name_tree.h"
#include "base/text.h"
#include "exchange/offer.h"

namespace rota::exchange {

namespace {

using dialect::Use;

bool is_read(Bytes method) { return method == "GET" || method == "HEAD"; }

/// A header by which a server takes another method than the request's own.
bool is_override(Bytes name) {
  return text::iequals(name, "x-http-method-override") || text::iequals(name, "x-http-method") ||
         text::iequals(name, "x-method-override");
}

bool is_call(Use use) { return use == Use::metered || use == Use::unmetered || use == Use::free; }

Failure forbidden(Bytes message, Bytes param = {}) { return client_failure(Fault::forbidden, 403, message, param); }

/// Whether a member says which model something is made from or for: model, baseModel, embedding_model, models.
bool names_model(Bytes member) {
  if (text::ends_with(member, "s")) member.remove_suffix(1);
  constexpr std::size_t length = 5;
  return member.size() >= length && text::iequals(member.substr(member.size() - length), "model");
}

/// Models that a resource may be made from or for, wherever it says so. Stops at limits::json_depth, where reading does.
void find_models(json::Value value, bool named, dialect::BodyNames& names, Arena& arena) {
  if (named && value.is_string()) names.models.push(arena, value.text(arena));
  for (const json::Value element : value.elements()) find_models(element, named, names, arena);
  for (const json::Member member : value.members()) {
    find_models(member.value, names_model(member.name.text(arena)), names, arena);
  }
}

class Admission {
 public:
  Admission(Context& context, const Flow& flow, const store::ClientRow& client)
      : context_(context), flow_(flow), client_(client), use_(use_of(context.request)) {}

  Status check() {
    for (const http::Header& header : context_.request.head->headers) {
      if (is_override(header.name)) use_ = Use::unknown;
    }
    if (const Status used = check_use(); !used.ok()) return used;
    if (use_ == Use::catalog) return check_model(listed_model());
    if (is_call(use_)) {
      if (flow_.model().empty()) return forbidden("This API key is limited, and the request names no model.", "model");
      const Status allowed = check_model(called_model());
      if (!allowed.ok()) return allowed;
    }
    const bool passes = context_.settings().dialect->native == context_.request.route.dialect;
    return passes ? check_body() : check_read();
  }

 private:
  [[nodiscard]] bool counts_tokens() const { return client_.tpd > 0; }

  [[nodiscard]] Status check_use() const {
    switch (use_) {
      case Use::metered:
      case Use::free:
      case Use::catalog:
        return Done{};
      case Use::unmetered:
        if (!counts_tokens()) return Done{};
        return forbidden("This API key's tokens are counted, and this operation does not say what it costs.");
      case Use::resource:
      case Use::upload:
        if (store::may_use_resources(client_)) return Done{};
        return forbidden("This API key may not use what the upstream stores: files, caches, batches and the like.");
      case Use::unknown:
        break;
    }
    return forbidden("This API key is limited, and this operation is not known to keep within its limits.");
  }

  /// The one that is looked up in the list of models; empty for the list.
  [[nodiscard]] Bytes listed_model() const {
    const Bytes id = context_.request.route.listed();
    if (id.empty() || !flow_.model().empty()) return flow_.model();
    return context_.settings().dialect->strip_model(text::percent_decode(context_.arena, id));
  }

  /// A tuned model has a list of its own.
  [[nodiscard]] Bytes called_model() const {
    if (!context_.request.route.tuned) return flow_.model();
    return context_.arena.join("tunedModels/", flow_.model());
  }

  [[nodiscard]] Status check_model(Bytes model) const {
    return access::check_model(context_.grant, model, context_.arena);
  }

  /// A body that was translated names what its dialect has read, and nothing else.
  [[nodiscard]] Status check_read() const {
    dialect::Asked asked;
    flow_.describe(asked);
    return asked.stored ? check_stored() : Done{};
  }

  [[nodiscard]] Status check_stored() const {
    if (store::may_use_resources(client_)) return Done{};
    return forbidden("This API key may not use what the upstream stores: leave cached content out.");
  }

  Status check_body() {
    const Request& request = context_.request;
    const dialect::UpstreamDialect& upstream = *context_.settings().dialect;
    if (use_ == Use::metered && counts_tokens() && upstream.hides_usage != nullptr &&
        upstream.hides_usage(*request.head, context_.arena)) {
      return client_failure(Fault::bad_value, 400,
                            "This API key's tokens are counted: ask for JSON, and for all of it or for usageMetadata "
                            "besides the fields that you want.");
    }
    if (use_ == Use::upload || (use_ == Use::resource && request.body.empty())) return Done{};
    const Bytes type = http::find(request.head->headers, "content-type");
    const auto body = context_.reader.read(request.body, context_.arena);
    if (!body.ok() || !body->is_object() || (!type.empty() && !text::icontains(type, "json"))) {
      return forbidden("This API key is limited: the body must be a JSON object and its type application/json.");
    }
    const Status single = check_single_members(*body, *request.route.dialect, context_.arena);
    return single.ok() ? check_names(*body) : single;
  }

  Status check_names(json::Value body) {
    dialect::BodyNames names;
    if (!is_call(use_)) {
      find_models(body, false, names, context_.arena);
    } else if (context_.request.route.dialect->names_in != nullptr) {
      context_.request.route.dialect->names_in(body, names, context_.arena);
    } else {
      names.unclear = true;
    }
    if (names.unclear) return forbidden("This API key is limited, and a model's name must be a string.", "model");
    if (names.stored) {
      if (const Status stored = check_stored(); !stored.ok()) return stored;
    }
    if (client_.models.empty()) return Done{};
    const Settings& settings = context_.settings();
    // A list may name one model a million times; each is sought among all that are configured.
    NameTree checked;
    const auto name_of = [&names](std::uint32_t place) { return names.models[place]; };
    for (std::uint32_t i = 0; i < names.models.size(); ++i) {
      const Bytes name = names.models[i];
      if (checked.find_or_add(context_.arena, name, i, name_of) != no_place) continue;
      // Of a chain those that are not allowed are passed over: the flow has named the one that is called.
      const auto turn = model_in_turn(context_.request, settings, settings.dialect->strip_model(name), context_.arena);
      const Bytes model =
          turn.ok() ? *turn : store::resolve_alias(settings.config, settings.models, settings.dialect->strip_model(name));
      const Status allowed = check_model(model.empty() ? Bytes("(none)") : model);
      if (!allowed.ok()) return allowed;
    }
    return Done{};
  }

  Context& context_;
  const Flow& flow_;
  const store::ClientRow& client_;
  Use use_;
};

}  // namespace

Use use_of(const Request& request) {
  const Use use = request.route.use;
  const Bytes method = request.head->method;
  if (use == Use::catalog && !is_read(method)) return Use::unknown;
  return is_call(use) && method != "POST" ? Use::unknown : use;
}

Status check_single_members(json::Value body, const dialect::ClientDialect& client, Arena& arena) {
  std::uint32_t seen = 0;
  for (const json::Member member : body.members()) {
    const Bytes own = member.name.text(arena);
    for (std::size_t i = 0; i < client.single_member_count; ++i) {
      const Bytes name = client.single_members[i];
      if (!text::iequals(own, name)) continue;
      if (own != name) {
        return client_failure(Fault::bad_value, 400, arena.join("The member ", name, " is spelt otherwise."), name);
      }
      if ((seen & 1U << i) != 0) {
        return client_failure(Fault::bad_value, 400, arena.join("The member ", name, " stands here twice."), name);
      }
      seen |= 1U << i;
    }
  }
  return Done{};
}

Status check_admission(Context& context, const Flow& flow) {
  const store::ClientRow* client = context.grant.client;
  if (client == nullptr || (!store::is_limited(*client) && store::may_use_resources(*client))) return Done{};
  return Admission(context, flow, *client).check();
}

}  // namespace rota::exchange
