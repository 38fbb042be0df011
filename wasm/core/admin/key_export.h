// Key export: the pool's keys as a file, in the formats that import reads.
// Knows formats; refuses to show a key in full unless the administrator's password came along once more.
#pragma once

#include "admin/operation.h"

namespace rota::admin {

/// GET /admin/keys/export?format=json|csv|lines&reveal=: a file, json by default. Keys are masked; reveal=1 shows them
/// in full, 403 without the password in x-admin-password. Keys that this pool cannot read are in a masked file only.
class ExportKeys final : public Operation {
 public:
  void begin(Step& step) override;

  enum class Format : std::uint8_t { json, csv, lines };

 private:
  void take_rows(const store::Results& results, Step& step) override;

  Format format_ = Format::json;
  bool reveal_ = false;
};

}  // namespace rota::admin
