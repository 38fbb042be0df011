// Model rows: the table `models`, and what a model's name says when the table does not.
// Knows its statements and its columns; refuses to know what quotas do.
#pragma once

#include "store/query.h"

namespace rota::store {

/// What a global daily quota applies to (pro_daily_quota, flash_daily_quota).
enum class Family : std::uint8_t { pro, flash, custom };
inline constexpr std::size_t families = 3;

/// The family that a model's name shows: "pro" or "flash" as one of its words (gemini-3-pro-preview), else custom.
[[nodiscard]] Family family_of(Bytes model);
/// Pro, Flash, Custom: as the table and the admin API spell it.
[[nodiscard]] Bytes family_text(Family family);
/// Case is ignored. False, and `out` is left alone, when it is none of the three.
[[nodiscard]] bool parse_family(Bytes text, Family& out);

/// A model that is offered.
struct ModelRow {
  Bytes id;
  Family category = Family::custom;
  std::int64_t daily_quota = -1;  ///< requests a key and Pacific day, of its own; -1: none
  List<Bytes> aliases;
};

/// Adds: all of them, by id. read_model_rows reads what it gives; `spare` is any reader but the results' own.
void list_models(Query& query);
[[nodiscard]] List<ModelRow> read_model_rows(json::Value rows, json::Reader& spare, Arena& arena);

/// Adds the model, or replaces the one of that id. bump_version belongs into the same query, as with every change here.
void put_model(Query& query, const ModelRow& model, Arena& arena);
/// Adds those that are not there yet and leaves the others alone: what a sync with the upstream's list does.
void add_models(Query& query, const List<ModelRow>& models, Arena& arena);
void delete_model(Query& query, Bytes id);

}  // namespace rota::store
