// Client page: the keys that clients come with, a page at a time, with what each has used.
// Knows what of a client is shown; refuses to see a key, of which only the last four characters are kept.
#pragma once

#include "admin/operation.h"
#include "admin/paging.h"

namespace rota::admin {

/// GET /admin/keys/user?page=&per_page=&q=: {keys, total, page, per_page, version}.
class ListClients final : public Operation {
 public:
  void begin(Step& step) override;

 private:
  void take_rows(const store::Results& results, Step& step) override;

  Page page_;
};

}  // namespace rota::admin
