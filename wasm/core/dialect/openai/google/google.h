// Google: what Google has for clients of OpenAI's dialect, beyond that dialect.
// Knows where clients put Google's own fields, tools, thought signatures and files, as Google's own OpenAI layer
// documents it and as other gateways spell it (TRANSLATION: 3.5, 4, 7); each file beside knows one of them. What is
// Gemini's alone is marked so (dialect/labels.h), and other upstreams leave it out. The rest of the dialect knows this
// header and extras.h, and nothing of Google.
#pragma once

#include "chat/embedding.h"
#include "dialect/dialect.h"
#include "dialect/labels.h"
#include "dialect/openai/common/reading.h"

namespace rota::openai::google {

// The request as a whole.

/// Reads extra_body.google, the bare google and what clients put beside them, in both spellings, but thinking_config.
/// Values are taken as they are. Fields inside `google` that nobody knows are refused by name: they were meant to
/// change something.
void read_fields(const RequestMembers& root, Checks& checks, chat::Conversation& conversation);
/// Reads thinking_config in all of these places; it wins over what is there.
void read_thinking(const RequestMembers& root, Checks& checks, chat::Thinking& thinking);
/// Reads what Google takes beside the texts to embed: at the top, as `google`, or inside extra_body.
void read_embedding_wishes(json::Value root, Checks& checks, chat::EmbeddingTask& task);

// Tools.

/// Takes over {"google_search": {...}}: no type, members of known names. False, and nothing done, when it has none.
[[nodiscard]] bool read_tool(json::Value object, const Path& path, Checks& checks, List<chat::Tool>& tools);
/// Whether `type` is what Google calls a tool of its own that others have too.
[[nodiscard]] bool find_tool(Bytes type, chat::Tool::Kind& kind);
/// Some clients ask for the search by a function of its name that takes nothing.
[[nodiscard]] bool asks_for_search(const chat::Tool& function, json::Value parameters);
/// Of the tools that find_tool() knows, the one that no other vendor has, for complaints.
inline constexpr Bytes own_tool_type = "'url_context'";

// Messages.

/// The signature of a call of an assistant's, in the order in which the places are to be believed; `from_id` comes
/// last, for it is a copy. `function` is the call's inner object.
[[nodiscard]] json::Escaped read_call_signature(json::Value call, json::Value function, json::Escaped from_id,
                                                Arena& arena);
/// The one in extra_content.google of a picture or of the older form of a call.
[[nodiscard]] json::Escaped read_signature(json::Value holder, Arena& arena);
/// The same of a message as a whole.
[[nodiscard]] json::Escaped read_message_signature(const MessageMembers& message, Arena& arena);
/// The signature that another gateway keeps beside the calls, under the id of this one.
[[nodiscard]] json::Escaped read_reasoning_details(json::Value details, json::Escaped call_id, Arena& arena);
/// Whose signatures these are.
inline constexpr json::Escaped owner = dialect::labels::gemini;
/// Puts the parts that an assistant's `message` brings back where they were among `parts`, which holds the rest of what
/// the message says: its texts, its images, its calls. What the content shows of a part goes with it; where the content
/// has been changed, its text stays and the part is left out. Parts without a place come first. Complains of what is no
/// such part or place, naming it. (extras.h writes both.)
void place_server_parts(const MessageMembers& message, const Path& path, Checks& checks, List<chat::Part>& parts);

// Media.

/// Google reads such a URL itself: a file of the Gemini API by its name, or one of Cloud Storage.
[[nodiscard]] bool is_file(Bytes url);
/// Whether what is_file() recognises looks like such a name: letters, digits and dashes behind files/ (File.name, Google API
/// docs, Aug 2026), a bucket and an object behind gs://.
[[nodiscard]] bool is_file_name(Bytes url);
inline constexpr Bytes bad_file_name = "it is no name of a file, like 'files/abc-123' or 'gs://bucket/object'.";
/// What is wrong with every other id of a file.
inline constexpr Bytes unknown_file =
    "only files of the Gemini API are known here, like 'files/abc-123'. Send others inside the request, as file_data.";
/// Reads video_metadata of `part`.
void read_video_range(json::Value part, const Path& path, Checks& checks, chat::Part& video_part);

// Answers.

/// What the search of Google's has looked for, as a note of an answer says it; nothing for every other note. In `arena`.
[[nodiscard]] List<json::Escaped> read_search_queries(const chat::Delta& note, Arena& arena);

// Upstreams of this dialect with Google behind.

/// What an error means, whatever its envelope, when its words are Google's; else what its status says.
[[nodiscard]] chat::Diagnosis classify(const chat::UpstreamError& error, const dialect::Asked& asked, Arena& arena);
/// Google's own endpoint of OpenAI's dialect takes Google's keys.
[[nodiscard]] bool looks_like_key(Secret key);
/// That endpoint lists "models/gemini-..." and takes either spelling.
[[nodiscard]] Bytes without_model_prefix(Bytes id);

}  // namespace rota::openai::google
