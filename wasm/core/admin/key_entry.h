// Key entry: how keys come into the pool: named one by one, or imported from a text of any format.
// Knows that a key is sealed before it is stored and never shown again; refuses to know formats (pool/key_import.h).
#pragma once

#include "admin/operation.h"
#include "pool/key_import.h"
#include "store/key_rows.h"

namespace rota::admin {

/// Sealed, stored, in effect, answered.
class KeyEntry : public Operation {
 protected:
  /// The next key: its row, `sealed` empty yet, and the key itself. Views live as long as the operation.
  void add(const store::KeyRow& row, Secret secret);
  /// Goes on with those that were added, of which there is one at least. 413 when they are too many.
  void take_in(Step& step);

  [[nodiscard]] const List<store::KeyRow>& rows() const { return rows_; }
  /// How many of them the pool does not have, as far as it knows.
  [[nodiscard]] std::int64_t unknown_keys(const Step& step) const;
  /// How many of them the pool did not have.
  [[nodiscard]] std::int64_t added() const { return added_; }

 private:
  void take_sealed(const List<Bytes>& texts, Step& step) final;
  void take_changes(const store::Results& results, Step& step) final;
  void take_published(Step& step) final { answer(step); }
  /// The pool has had all of them already.
  virtual void take_nothing_new(Step& step) = 0;
  virtual void answer(Step& step) = 0;

  List<store::KeyRow> rows_;
  List<Secret> secrets_;
  std::size_t first_insert_ = 0;  // among the statements of the query
  std::size_t end_insert_ = 0;    // the place behind the last of them
  std::int64_t added_ = 0;
};

/// POST /admin/keys/gemini {key or keys, name, project, notes, weight, version}: 201 {ids, added, already_there}, 409
/// when no key was new.
class AddKeys final : public KeyEntry {
 public:
  void begin(Step& step) override;

 private:
  void take_nothing_new(Step& step) override;
  void answer(Step& step) override;
};

/// POST /admin/keys/import, the text itself or {text}: 200 {added, already_there, duplicates, refused_count,
/// refused: [{line, why, reason, shown}], format}. With ?dry_run=1 nothing is stored, and `added` is what would be.
class ImportKeys final : public KeyEntry {
 public:
  void begin(Step& step) override;

 private:
  void take_nothing_new(Step& step) override { answer(step); }
  void answer(Step& step) override;
  void answer_report(std::int64_t added, Step& step);

  const pool::KeyImport* report_ = nullptr;
};

}  // namespace rota::admin
