// Resource list flow: a list of what the upstream keeps (files, caches, batches), of which a client sees what it has made.
// The pool says which keys own any of it and what; each of them is asked for its list, page by page, and what is the
// client's is joined to one list, in the upstream's own words.
// Knows pages on both sides; refuses to know who owns what (pool/owners) and what an entry says but its name.
#pragma once

#include "exchange/answer_body.h"
#include "exchange/flow.h"

namespace rota::exchange {

class ResourceListFlow final : public Flow {
 public:
  /// Whether the request is for such a list.
  [[nodiscard]] static bool lists(const Request& request, const Settings& settings);
  /// The flow lives in `arena`. 400 for a page token that is none of Rota's.
  [[nodiscard]] static Result<Flow*> make(const Request& request, const Settings& settings, json::Reader& reader, Arena& arena);

  ResourceListFlow(const Request& request, const Settings& settings, json::Reader& reader, Arena& arena, std::size_t begin,
                   std::size_t count);
  [[nodiscard]] Bytes model() const override { return {}; }
  void describe(dialect::Asked& asked) const override { asked.kind = wish_.collection; }
  [[nodiscard]] pool::OwnerWish owner() const override { return wish_; }
  void lent(const pool::Reply& reply, const pool::Pick& pick) override;
  [[nodiscard]] bool has_no_owner(ClientSide& client) override;
  [[nodiscard]] Result<UpstreamRequest> call() override;
  [[nodiscard]] bool passes_errors() const override { return true; }
  void accept(std::uint16_t, const http::Headers&, double, ClientSide&) override { page_.clear(); }
  /// Fails with the upstream's blame past limits::answer_body_bytes.
  [[nodiscard]] Result<Next> take(Bytes chunk, ClientSide& client) override;
  [[nodiscard]] Result<Next> end(ClientSide& client) override;
  [[nodiscard]] chat::Usage usage() override { return {}; }

 private:
  [[nodiscard]] bool is_owned(Bytes name) const;
  void answer(ClientSide& client);

  const dialect::Resources& resources_;
  json::Reader& reader_;
  Arena& arena_;
  Bytes url_;  // without a query
  std::size_t begin_;  // the first entry that the client wants
  std::size_t count_;  // and how many
  pool::OwnerWish wish_;
  List<Bytes> owned_;    // of the key that is asked
  std::size_t seen_ = 0;  // of these
  Bytes token_;           // of its next page
  std::uint32_t pages_ = 0;
  AnswerBody page_;
  List<Bytes> entries_;  // the client's, in the arena
};

}  // namespace rota::exchange
