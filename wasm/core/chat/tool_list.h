// Tool lists: what is declared more than once.
// Knows that clients declare a function twice, in one list or in two of one request; refuses to know any dialect.
#pragma once

#include "chat/conversation.h"

namespace rota::chat {

/// Of the functions and custom tools of one name in one namespace the last stays, at the place of the first: upstreams
/// refuse a second one, and answers are told by name. Linear in the number of tools.
void drop_repeated_tools(List<Tool>& tools, Arena& arena);

}  // namespace rota::chat
