// Conversation: what a client asks of a model, in no dialect's words.
// Knows turns, parts, tools, generation settings and wishes; refuses to know how any dialect spells them.
//
// Texts are kept as they stood in the client's JSON, still escaped, so that a writer can splice them: their types say
// so (json/spliced.h). All views point into the request's body or the exchange's arena and live as long as the exchange.
#pragma once

#include "base/list.h"
#include "chat/service_tier.h"
#include "json/spliced.h"

namespace rota::chat {

enum class Role : std::uint8_t { user, model };

/// How closely an image is to be looked at.
enum class Detail : std::uint8_t { unset, low, high };

/// The part of a video that is meant, and how densely to sample it. Numbers, empty where unset.
struct VideoRange {
  json::Raw frames_per_s;
  json::Escaped start_s;
  json::Escaped end_s;
};

/// What a tool is called. Upstreams without namespaces are told both in one name, which is taken apart on the way back.
struct ToolName {
  json::Escaped name;
  json::Escaped name_space;  ///< empty: it stands in none
};

/// One piece of a turn. Which fields mean something depends on the kind.
struct Part {
  enum class Kind : std::uint8_t {
    text,         // text
    media,        // mime, and either data (base64) or url
    thinking,     // what the model thought aloud: text, signature; or data: the same, readable to the upstream alone
    tool_call,    // id, name, name_space, json: the arguments (an object)
    tool_result,  // id, name, name_space, and either json (an object or an array) or text; attached: its media; failed
    native,       // owner, name, json: an upstream's own tools at work, in its words; text: for people, or empty
  };
  Kind kind = Kind::text;
  Detail detail = Detail::unset;
  bool failed = false;  ///< of a tool result: it says what went wrong
  json::Escaped text;
  json::Escaped mime;   ///< may be empty beside a url
  json::Escaped data;   ///< base64 of either alphabet; of a thinking part whatever its upstream made
  Bytes url;            ///< UTF-8
  Bytes param;          ///< of media: where its data or url stands in the client's request, for complaints; or empty
  json::Escaped id;     ///< empty: the call has none that the upstream would know
  json::Escaped name;
  json::Escaped name_space;  ///< of the tool that is called; or empty
  json::Raw json;
  json::Escaped signature;  ///< the model's opaque thought signature that came with this part: base64 of either alphabet
  Bytes owner;          ///< of a native part and of a signature: label of the dialect whose it is; others ignore both
  List<Part>* attached = nullptr;     ///< media in a tool result; null: none
  const VideoRange* video = nullptr;  ///< null: all of it
};

struct Turn {
  Role role = Role::user;
  List<Part> parts;
};

struct Tool {
  enum class Kind : std::uint8_t {
    function,    // name, name_space, description, schema
    custom,      // likewise: takes one text, which `schema` shows as the string member `input`
    web_search,  // the upstream's own
    run_code,    // the upstream's own
    read_urls,   // the upstream's own
    native,      // owner, name, schema: a tool of an upstream's in its own words; the name as the client spelt it
  };
  Kind kind = Kind::function;
  json::Escaped name;
  json::Escaped name_space;  ///< empty: it stands in none
  json::Escaped description;
  json::Raw schema;     ///< the parameters' JSON Schema, or empty
  Bytes param;          ///< where the schema stands in the client's request, for complaints
  Bytes owner;          ///< of a native tool: label of the dialect whose it is; other upstreams never hear of it
  bool strict = false;  ///< the arguments must follow the schema
};

struct ToolChoice {
  enum class Mode : std::uint8_t { unset, none, automatic, required };
  Mode mode = Mode::unset;
  List<ToolName> allowed;  ///< empty: all
};

/// How to sample. Numbers stay the text the client wrote, empty where unset.
struct Generation {
  json::Raw temperature;
  json::Raw top_p;
  json::Raw top_k;
  json::Raw max_tokens;  ///< of the answer, thinking included
  json::Raw seed;
  json::Raw presence_penalty;
  json::Raw frequency_penalty;
  json::Raw candidates;
  json::Raw top_logprobs;
  bool logprobs = false;
  List<json::Escaped> stop;
};

struct ResponseFormat {
  enum class Kind : std::uint8_t { text, json, schema };
  Kind kind = Kind::text;
  json::Raw schema;  ///< JSON Schema, or empty
  Bytes param;   ///< where the schema stands in the client's request, for complaints
};

struct Thinking {
  enum class Effort : std::uint8_t { unset, none, minimal, low, medium, high, max };
  Effort effort = Effort::unset;
  json::Raw budget_tokens;  ///< an integer, -1: as many as the model likes; wins over the effort; empty: unset
  bool include_thoughts = false;
};

/// In what forms to answer. None set: as the model does by itself.
struct Modalities {
  bool text = false;
  bool image = false;
  bool audio = false;
  json::Escaped voice;  ///< who speaks, or empty
};
/// How spoken answers are packed.
enum class AudioFormat : std::uint8_t { unset, wav, pcm16 };

/// A setting in an upstream's own words, which the client took from that upstream's documentation. Of two of one name
/// the last one counts; it wins over the neutral setting for the same thing.
struct NativeSetting {
  Bytes owner;   ///< label of the dialect whose setting it is: other upstreams never hear of it
  Bytes within;  ///< the member of the upstream's request that holds it; empty: the request itself
  json::Escaped name;  ///< as the client spelt it, without escapes
  json::Raw json;
};

struct Conversation {
  Bytes model;  ///< UTF-8, as the client wrote it; the upstream's dialect knows its prefixes
  List<Part> system;
  List<Turn> turns;
  List<Tool> tools;
  ToolChoice tool_choice;
  Generation generation;
  ResponseFormat format;
  Thinking thinking;
  Modalities modalities;
  AudioFormat audio_format = AudioFormat::unset;
  List<NativeSetting> native;
  ServiceTier service_tier = ServiceTier::unset;
  json::Escaped continuation;       ///< of the answer that the upstream is to go on with; empty: it begins one
  bool uses_stored = false;         ///< `native` refers to something that the upstream stores
  bool filters_off = false;         ///< no safety filters, where the request itself sets none
  bool parallel_tool_calls = true;  ///< false: an answer may hold one call at most
  bool stream = false;
};

/// Every part of media that has a url, those attached to tool results included, in order. The pointers live as long as
/// the conversation, provided that no turn or part is added; whoever fetches one sets `mime` and `data` and clears
/// `url`.
[[nodiscard]] List<Part*> linked_media(Conversation& conversation, Arena& arena);

/// What an answer repeats of its request, the model and the names of tools, is copied: once the answer has begun, the body
/// that the conversation views may be gone. Only sizes, flags and numbers are read of the rest then.
void keep_what_answers_repeat(Conversation& conversation, Arena& arena);

/// How much text the conversation holds, in bytes: what is said, called and answered; media count for nothing.
[[nodiscard]] std::size_t text_bytes(const Conversation& conversation);
/// Whether it has tools that the upstream runs itself.
[[nodiscard]] bool uses_upstream_tools(const Conversation& conversation);

}  // namespace rota::chat
