// Index: which responses a client's store has, by the names of their rows, and how long each of them stays.
// Knows ages, the most of a client, what goes on from what; refuses to know what a record says and to read one.
#pragma once

#include "base/arena.h"
#include "base/buffer.h"
#include "base/limits.h"
#include "base/list.h"

namespace rota::responses {

/// A name, as is_name() takes it, or none.
struct Name {
  char text[limits::stored_id_bytes] = {};
  std::uint8_t size = 0;
  [[nodiscard]] Bytes view() const { return {text, size}; }
  [[nodiscard]] static Name of(Bytes bytes);
};

/// One response that is stored.
struct Entry {
  double created_ms = 0;  ///< since 1970
  std::size_t bytes = 0;  ///< of its record
  Name id;
  Name previous;
  Name conversation;
};

/// The name of an entry's row, in `arena`: all that the index knows, so that it is whole again without reading a record.
[[nodiscard]] Bytes row_name(const Entry& entry, Arena& arena);
/// Undoes row_name(); false for what is none.
[[nodiscard]] bool read_row_name(Bytes name, Entry& entry);

/// Entries in the order in which they came.
class Index {
 public:
  /// Behind those that came no later.
  void add(const Entry& entry);
  /// The place of the response, or npos.
  [[nodiscard]] std::size_t find(Bytes id) const;
  void remove(std::size_t place);
  /// How many of the first are past their life, or more than a client may have where one of so many bytes comes; 0: none
  /// comes.
  [[nodiscard]] std::size_t due(double now_ms, std::size_t coming_bytes = 0) const;
  /// Appends the response's place, and before it those that it goes on from. False when one of them is not there.
  [[nodiscard]] bool chain(Bytes id, List<std::size_t>& places, Arena& arena) const;
  /// Appends the places of the conversation's turns.
  void turns(Bytes conversation, List<std::size_t>& places, Arena& arena) const;

  [[nodiscard]] bool empty() const { return entries_.empty(); }
  [[nodiscard]] std::size_t size() const { return entries_.size(); }
  [[nodiscard]] const Entry& operator[](std::size_t place) const { return entries_[place]; }
  static constexpr std::size_t npos = static_cast<std::size_t>(-1);

 private:
  [[nodiscard]] std::size_t find_before(std::size_t end, Bytes id) const;
  Array<Entry> entries_;
  std::size_t bytes_ = 0;  // of all records
};

}  // namespace rota::responses
