// Conversation: what a client asks of a model, in no dialect's words.
// Knows turns, parts, tools, generation settings and wishes; refuses to know how any dialect spells them.
//
// Texts are kept as they stood in the client's JSON, still escaped, so that a writer can splice them: a field whose
// comment says "escaped" is the inside of a JSON string, one that says "JSON" is a whole JSON text. All views point
// into the request's body or the exchange's arena and live as long as the exchange.
#pragma once

#include "base/list.h"

namespace rota::chat {

enum class Role : std::uint8_t { user, model };

/// One piece of a turn. Which fields mean something depends on the kind.
struct Part {
  enum class Kind : std::uint8_t {
    text,         // text
    media,        // mime, and either data (base64) or url
    tool_call,    // id, name, json: the arguments (an object)
    tool_result,  // id, name, json: the result (an object)
  };
  Kind kind = Kind::text;
  Bytes text;       ///< escaped
  Bytes mime;       ///< escaped
  Bytes data;       ///< base64, escaped
  Bytes url;        ///< escaped
  Bytes id;         ///< escaped
  Bytes name;       ///< escaped
  Bytes json;       ///< JSON object
  Bytes signature;  ///< the model's opaque thought signature that came with this part, escaped
};

struct Turn {
  Role role = Role::user;
  List<Part> parts;
};

struct Tool {
  Bytes name;         ///< escaped
  Bytes description;  ///< escaped
  Bytes schema;       ///< JSON: the parameters' JSON Schema, or empty
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
  Bytes schema;  ///< JSON Schema
};

struct Thinking {
  enum class Effort : std::uint8_t { unset, none, minimal, low, medium, high, max };
  Effort effort = Effort::unset;
  Bytes budget_tokens;  ///< JSON integer, -1: as many as the model likes; wins over the effort; empty: unset
  bool include_thoughts = false;
};

/// How urgently the upstream is to answer, where it sells that.
enum class ServiceTier : std::uint8_t { unset, standard, flex, priority };

struct Conversation {
  Bytes model;  ///< UTF-8, as the client wrote it; the upstream's dialect knows its prefixes (gemini/model_name.h)
  List<Part> system;
  List<Turn> turns;
  List<Tool> tools;
  ToolChoice tool_choice;
  Generation generation;
  ResponseFormat format;
  Thinking thinking;
  ServiceTier service_tier = ServiceTier::unset;
  bool stream = false;
  bool include_usage = false;  ///< the client wants the usage at the end of its stream
};

/// Texts to embed, in order.
struct EmbeddingTask {
  Bytes model;          ///< UTF-8
  List<Bytes> inputs;   ///< escaped
  Bytes dimensions;     ///< JSON number, or empty
  bool base64 = false;  ///< little-endian float32 in base64 instead of numbers
};

}  // namespace rota::chat
