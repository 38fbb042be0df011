// Name tree: finds a place in a sequence of the caller's by a name, whoever chose the names: a name costs as many steps as
// it has bits at the most, where a table of hashes could be filled with names of one hash.
// Knows bits; refuses to know what stands at a place, and to forget one. A crit-bit tree (D. J. Bernstein): a fork stands
// for the first bit in which the names below it differ.
#pragma once

#include <bit>

#include "base/list.h"
#include "base/place_table.h"

namespace rota {

class NameTree {
 public:
  /// The place of that name, or no_place. `name_of(place)` gives the name of any place that was added.
  template <class NameOf>
  [[nodiscard]] std::uint32_t find(Bytes name, NameOf name_of) const {
    if (root_ == no_place) return no_place;
    const std::uint32_t place = nearest(name);
    return name_of(place) == name ? place : no_place;
  }
  /// The same, but a name that is not there is added under `place`, which is below 2^31. Every call must name the same
  /// arena.
  template <class NameOf>
  std::uint32_t find_or_add(Arena& arena, Bytes name, std::uint32_t place, NameOf name_of) {
    if (root_ == no_place) {
      root_ = place | leaf;
      return no_place;
    }
    const std::uint32_t known = nearest(name);
    const Bytes other = name_of(known);
    if (other == name) return known;
    add(arena, name, first_difference(name, other), place);
    return no_place;
  }

 private:
  static constexpr std::uint32_t leaf = 0x80000000;
  static constexpr std::uint32_t bits_per_octet = 9;  // the first says that there is an octet: no name ends in another
  struct Fork {
    std::uint32_t bit = 0;
    std::uint32_t sides[2] = {};  // a place with the mark of a leaf, or a fork below
  };

  [[nodiscard]] static std::uint32_t bit_of(Bytes name, std::uint32_t bit) {
    const std::size_t at = bit / bits_per_octet;
    if (at >= name.size()) return 0;
    return (octet_of(name, at) >> (bits_per_octet - 1 - bit % bits_per_octet)) & 1;
  }
  [[nodiscard]] static std::uint32_t octet_of(Bytes name, std::size_t at) {
    return at < name.size() ? 0x100 | static_cast<unsigned char>(name[at]) : 0;
  }
  /// The place that the bits of `name` lead to: if the name is anywhere, there.
  [[nodiscard]] std::uint32_t nearest(Bytes name) const {
    std::uint32_t side = root_;
    while ((side & leaf) == 0) side = forks_[side].sides[bit_of(name, forks_[side].bit)];
    return side & ~leaf;
  }
  /// Of two different names.
  [[nodiscard]] static std::uint32_t first_difference(Bytes a, Bytes b) {
    std::size_t at = 0;
    while (octet_of(a, at) == octet_of(b, at)) ++at;
    const auto width = static_cast<std::uint32_t>(std::bit_width(octet_of(a, at) ^ octet_of(b, at)));
    return static_cast<std::uint32_t>(at) * bits_per_octet + bits_per_octet - width;
  }
  void add(Arena& arena, Bytes name, std::uint32_t bit, std::uint32_t place) {
    std::uint32_t above = no_place;
    std::uint32_t side = root_;
    while ((side & leaf) == 0 && forks_[side].bit < bit) {
      above = side;
      side = forks_[side].sides[bit_of(name, forks_[side].bit)];
    }
    Fork fork;
    fork.bit = bit;
    const std::uint32_t own = bit_of(name, bit);
    fork.sides[own] = place | leaf;
    fork.sides[1 - own] = side;
    const auto made = static_cast<std::uint32_t>(forks_.size());
    forks_.push(arena, fork);
    if (above == no_place) {
      root_ = made;
    } else {
      forks_[above].sides[bit_of(name, forks_[above].bit)] = made;
    }
  }

  List<Fork> forks_;
  std::uint32_t root_ = no_place;  // or a place, or a fork, as a side is
};

}  // namespace rota
