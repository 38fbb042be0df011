// Bytes: the one name for a borrowed run of octets.
// Knows nothing of encodings; whoever made the view keeps the memory alive.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace rota {

/// A borrowed run of octets, usually UTF-8. Never owns; the function that hands one out says how long it lives.
using Bytes = std::string_view;

}  // namespace rota
