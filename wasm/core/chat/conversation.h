// Conversation: what a client asks of a model, in no dialect's words.
// Knows turns, parts, tools, generation settings and wishes; refuses to know how any dialect spells them.
//
// Texts are kept as they stood in the client's JSON, still escaped, so that a writer can splice them: a field whose
// comment says "escaped" is the inside of a JSON string, one that says "JSON" is a whole JSON text. All views point
// into the request's body or the exchange's arena and live as long as the exchange.
#pragma once

#include "base/list.h"
#include "chat/service_tier.h"

namespace rota::chat {

enum class Role : std::uint8_t { user, model };

/// How closely an image is to be looked at.
enum class Detail : std::uint8_t { unset, low, high };

/// The part of a video that is meant, and how densely to sample it. JSON numbers, empty where unset.
struct VideoRange {
  Bytes frames_per_s;
  Bytes start_s;
  Bytes end_s;
};

/// One piece of a turn. Which fields mean something depends on the kind.
struct Part {
  enum class Kind : std::uint8_t {
    text,         // text
    media,        // mime, and either data (base64) or url
    tool_call,    // id, name, json: the arguments (an object)
    tool_result,  // id, name, and either json (an object or an array) or text; attached: its media
    native,       // name, json: what the upstream's own tools did, in its words; text: the same for people, or empty
  };
  Kind kind = Kind::text;
  Detail detail = Detail::unset;
  Bytes text;       ///< escaped
  Bytes mime;       ///< escaped, may be empty beside a url
  Bytes data;       ///< base64 of either alphabet, escaped
  Bytes url;        ///< UTF-8
  Bytes param;      ///< of media: where its data or url stands in the client's request, for complaints; or empty
  Bytes id;         ///< escaped; empty: the call has none that the upstream would know
  Bytes name;       ///< escaped
  Bytes json;       ///< JSON
  Bytes signature;  ///< the model's opaque thought signature that came with this part: base64 of either alphabet
  List<Part>* attached = nullptr;     ///< media in a tool result; null: none
  const VideoRange* video = nullptr;  ///< null: all of it
};

struct Turn {
  Role role = Role::user;
  List<Part> parts;
};

struct Tool {
  enum class Kind : std::uint8_t {
    function,    // name, description, schema
    custom,      // name, description, schema: takes one text, which `schema` shows as the string member `input`
    web_search,  // the upstream's own
    run_code,    // the upstream's own
    read_urls,   // the upstream's own
    native,      // name, schema: a tool of the upstream's in its own words; the name as the client spelt it
  };
  Kind kind = Kind::function;
  Bytes name;           ///< escaped
  Bytes description;    ///< escaped
  Bytes schema;         ///< JSON: the parameters' JSON Schema, or empty
  Bytes param;          ///< where the schema stands in the client's request, for complaints
  bool strict = false;  ///< the arguments must follow the schema
};

struct ToolChoice {
  enum class Mode : std::uint8_t { unset, none, automatic, required };
  Mode mode = Mode::unset;
  List<Bytes> allowed;  ///< names, escaped; empty: all
};

/// How to sample. Numbers stay the text the client wrote (JSON), empty where unset.
struct Generation {
  Bytes temperature;
  Bytes top_p;
  Bytes top_k;
  Bytes max_tokens;  ///< of the answer, thinking included
  Bytes seed;
  Bytes presence_penalty;
  Bytes frequency_penalty;
  Bytes candidates;
  Bytes top_logprobs;
  bool logprobs = false;
  List<Bytes> stop;  ///< escaped
};

struct ResponseFormat {
  enum class Kind : std::uint8_t { text, json, schema };
  Kind kind = Kind::text;
  Bytes schema;  ///< JSON Schema, or empty
  Bytes param;   ///< where the schema stands in the client's request, for complaints
};

struct Thinking {
  enum class Effort : std::uint8_t { unset, none, minimal, low, medium, high, max };
  Effort effort = Effort::unset;
  Bytes budget_tokens;  ///< JSON integer, -1: as many as the model likes; wins over the effort; empty: unset
  bool include_thoughts = false;
};

/// In what forms to answer. None set: as the model does by itself.
struct Modalities {
  bool text = false;
  bool image = false;
  bool audio = false;
  Bytes voice;  ///< escaped: who speaks, or empty
};
/// How spoken answers are packed.
enum class AudioFormat : std::uint8_t { unset, wav, pcm16 };

/// A setting in the upstream's own words, which the client took from the upstream's documentation.
struct NativeField {
  Bytes name;  ///< as the client spelt it: in camel or snake case, without escapes
  Bytes json;  ///< JSON
};
struct Native {
  List<NativeField> generation;  ///< of two of one name the last one counts; wins over Generation
  Bytes safety_settings;         ///< JSON, or empty
  Bytes cached_content;          ///< escaped, or empty
};

struct Conversation {
  Bytes model;  ///< UTF-8, as the client wrote it; the upstream's dialect knows its prefixes (gemini/model_name.h)
  List<Part> system;
  List<Turn> turns;
  List<Tool> tools;
  ToolChoice tool_choice;
  Generation generation;
  ResponseFormat format;
  Thinking thinking;
  Modalities modalities;
  AudioFormat audio_format = AudioFormat::unset;
  Native native;
  ServiceTier service_tier = ServiceTier::unset;
  bool parallel_tool_calls = true;  ///< false: an answer may hold one call at most
  bool legacy_calls = false;        ///< the client knows the older form of calls: one in an answer, without an id
  bool stream = false;
  bool include_usage = false;  ///< the client wants the usage at the end of its stream
};

/// Every part of media that has a url, those attached to tool results included, in order. The pointers live as long as
/// the conversation, provided that no turn or part is added; whoever fetches one sets `mime` and `data` and clears
/// `url`.
[[nodiscard]] List<Part*> linked_media(Conversation& conversation, Arena& arena);

}  // namespace rota::chat
