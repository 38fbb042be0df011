// Model pages: the upstream's whole list of models, asked for page by page.
// Knows where a list ends and how much of one is believed; the dialects know the fields. Refuses to know what the list
// is for.
#pragma once

#include "chat/model.h"
#include "exchange/answer_body.h"
#include "exchange/flow.h"

namespace rota::exchange {

/// A page that fails may be asked for again: those before it are kept. Everything it gives lives in `arena`.
class ModelPages {
 public:
  /// `reader` is borrowed for good.
  ModelPages(const Settings& settings, json::Reader& reader, Arena& arena);

  /// The call for the next page.
  [[nodiscard]] UpstreamRequest call();
  /// An answer begins.
  void clear() { answer_.clear(); }
  /// Collects; fails with the upstream's blame past limits::answer_body_bytes.
  [[nodiscard]] Result<Next> take(Bytes chunk);
  /// The answer is complete: `again` when another page follows it, `finished` when the list is whole.
  [[nodiscard]] Result<Next> end();
  /// The answer so far as JSON, for whoever has asked for something else than a page.
  [[nodiscard]] Result<json::Value> read();
  /// What the pages so far hold: those that can generate or embed, as far as the upstream says.
  [[nodiscard]] const List<chat::Model>& models() const { return page_.models; }

 private:
  json::Reader& reader_;
  Arena& arena_;
  Bytes base_;
  const dialect::UpstreamDialect& upstream_;
  chat::ModelPage page_;
  std::uint32_t pages_ = 0;
  AnswerBody answer_{arena_.account()};
};

}  // namespace rota::exchange
