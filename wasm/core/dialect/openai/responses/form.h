// Form: what of a request concerns its answer alone.
// Knows what an answer repeats of the request's settings and which names stand for tools of this dialect's own; no upstream
// ever hears of it.
#pragma once

#include "chat/conversation.h"

namespace rota::openai::responses {

/// What a function is called upstream that stands for a tool of this dialect's own.
inline constexpr json::Escaped tool_search_name = "tool_search";
inline constexpr json::Escaped local_shell_name = "local_shell";

/// An item of the input that an answer may repeat. A view into the body or the exchange's arena.
struct RepeatedItem {
  json::Raw json;
  bool users = false;  ///< a message of the user's
};

/// Lives in the exchange's arena, with all that it views: the body may be gone once a stream has begun.
struct Form {
  // As the client wrote it; empty: not set, or too long to be repeated.
  json::Raw instructions;
  json::Raw max_output_tokens;
  json::Raw metadata;
  json::Raw prompt_cache_key;
  json::Raw reasoning;
  json::Raw safety_identifier;
  json::Raw temperature;
  json::Raw text;
  json::Raw tool_choice;
  json::Raw top_logprobs;
  json::Raw top_p;
  json::Raw truncation;
  json::Raw user;
  Bytes previous;        ///< the stored response that this one goes on from; or empty
  Bytes conversation;    ///< that it is a turn of; likewise
  json::Raw kept_input;  ///< of an answer that is stored: the items it was asked with
  List<RepeatedItem> input;  ///< where the answer stands for it: no stream, so the body is there to the end
  bool stored = false;       ///< the answer is kept for the client
  bool seals = false;        ///< the client sends encrypted_content back: signatures may travel there
  bool logprobs = false;     ///< the client wants them
  bool sources = false;      ///< the client wants to see where a search has looked
  bool tool_search = false;  ///< tool_search_name is a tool search that the client executes
  bool local_shell = false;  ///< local_shell_name is the shell of the client
  bool compacts = false;     ///< the answer is to be a summary of the conversation, in one compaction item
  bool shortens = false;     ///< likewise, beside what the user has said: the answer stands for the input
  bool searches = false;     ///< the upstream may search the web
};

}  // namespace rota::openai::responses
