// Collections; see names.h. They are those of @google/genai 3.3.0.
#include "dialect/gemini/resources/names.h"

#include "base/limits.h"
#include "base/text.h"

namespace rota::gemini {

namespace {

struct Collection {
  Bytes name;
  double life_ms;
  bool listed = false;
  bool ids = false;
};

// Lives: ai.google.dev/gemini-api/docs: files, caching, interactions. What is kept until it is deleted has the longest.
constexpr Collection collections[] = {
    {"files", limits::owned_file_ms, true},
    {"generatedFiles", limits::owned_file_ms, true},
    {"uploads", limits::owned_file_ms},
    {"cachedContents", limits::owned_cache_ms, true},
    {"interactions", limits::owned_interaction_ms, false, true},
    {"batches", limits::owned_other_ms, true},
    {"operations", limits::owned_other_ms, true},
    {"tunedModels", limits::owned_other_ms, true},
    {"fileSearchStores", limits::owned_other_ms, true},
    {"corpora", limits::owned_other_ms, true},
    {"auth_tokens", limits::owned_file_ms},
    {"agents", limits::owned_other_ms, true, true},
    {"environments", limits::owned_other_ms, true, true},
    {"triggers", limits::owned_other_ms, true, true},
    {"webhooks", limits::owned_other_ms, true, true},
    {"voices", limits::owned_other_ms, false, true},
};

const Collection* find_collection(Bytes name) {
  for (const Collection& collection : collections) {
    if (collection.name == name) return &collection;
  }
  return nullptr;
}

Bytes without_slash(Bytes path) {
  if (text::starts_with(path, "/")) path.remove_prefix(1);
  return path;
}

bool read_digits(Bytes text, std::size_t at, std::size_t count, std::int64_t& out) {
  std::uint64_t number = 0;
  if (text.size() < at + count || !text::parse_unsigned(text.substr(at, count), number)) return false;
  out = static_cast<std::int64_t>(number);
  return true;
}

/// Days since 1970 of a date of the Gregorian calendar.
std::int64_t days_of(std::int64_t year, std::int64_t month, std::int64_t day) {
  if (month <= 2) --year;
  const std::int64_t era = year / 400;
  const std::int64_t of_era = year - era * 400;
  const std::int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
  return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

}  // namespace

Bytes without_version(Bytes path) {
  for (const Bytes version : {Bytes("/v1beta"), Bytes("/v1alpha"), Bytes("/v1")}) {
    if (text::starts_with(path, version) && (path.size() == version.size() || path[version.size()] == '/')) {
      return path.substr(version.size());
    }
  }
  return path;
}

Bytes resource_of(Bytes path) {
  const Bytes name = without_slash(path);
  const std::size_t slash = name.find('/');
  if (slash == Bytes::npos) return {};
  if (text::starts_with(name, "models/")) {
    constexpr Bytes operations = "/operations/";
    const std::size_t at = name.find(operations);
    return at == Bytes::npos || at + operations.size() >= name.size() ? Bytes() : name.substr(0, name.find_first_of(":?#", at));
  }
  if (find_collection(name.substr(0, slash)) == nullptr) return {};
  const Bytes whole = name.substr(0, name.find_first_of("/:?#", slash + 1));
  return whole.size() > slash + 1 ? whole : Bytes();
}

Bytes resource_in(Bytes text) {
  const std::size_t scheme = text.find("://");
  if (scheme == Bytes::npos) return resource_of(text);
  if (!text::istarts_with(text, "http")) return {};
  const std::size_t path = text.find('/', scheme + 3);
  if (path == Bytes::npos) return {};
  const Bytes rest = without_version(text.substr(path));
  return rest.size() < text.size() - path ? resource_of(rest) : Bytes();
}

Bytes collection_of(Bytes path) {
  const Bytes name = without_slash(path);
  return find_collection(name) != nullptr ? name : Bytes();
}

bool is_listed(Bytes collection) {
  const Collection* found = find_collection(collection);
  return found != nullptr && found->listed;
}

bool has_ids(Bytes collection) {
  const Collection* found = find_collection(collection);
  return found != nullptr && found->ids;
}

double usual_life_ms(Bytes name) {
  const Collection* found = find_collection(name.substr(0, name.find('/')));
  return found != nullptr ? found->life_ms : limits::owned_other_ms;
}

double read_time_ms(Bytes text) {
  std::int64_t year = 0;
  std::int64_t month = 0;
  std::int64_t day = 0;
  std::int64_t hour = 0;
  std::int64_t minute = 0;
  std::int64_t second = 0;
  const bool readable = read_digits(text, 0, 4, year) && read_digits(text, 5, 2, month) && read_digits(text, 8, 2, day) &&
                        read_digits(text, 11, 2, hour) && read_digits(text, 14, 2, minute) && read_digits(text, 17, 2, second);
  if (!readable || text[4] != '-' || text[10] != 'T' || text[13] != ':' || year < 1970 || month < 1 || month > 12) return 0;
  return static_cast<double>(days_of(year, month, day)) * day_ms + static_cast<double>(hour) * hour_ms +
         static_cast<double>(minute) * minute_ms + static_cast<double>(second) * second_ms;
}

}  // namespace rota::gemini
