// Turns to messages; see messages.h.
#include "dialect/openai/upstream/messages.h"

#include "base/text.h"
#include "dialect/openai/upstream/media.h"
#include "dialect/openai/upstream/sent_id.h"

namespace rota::openai {

namespace {

using PartKind = chat::Part::Kind;

/// Between texts that are told as one.
constexpr json::Escaped paragraph = "\\n\\n";
/// What a user says when the model is to go on from its own last words.
constexpr json::Escaped closing_text = "Continue.";

/// What a message says: texts and media, in order.
using Said = List<const chat::Part*>;

bool is_text(const chat::Part& part) {
  return part.kind == PartKind::text || (part.kind == PartKind::native && !part.text.empty());
}

bool shows_something(const chat::Part& result) { return result.attached != nullptr && !result.attached->empty(); }

class MessagesWriter {
 public:
  MessagesWriter(const MessagesForm& form, dialect::FunctionNames& names, Arena& arena, json::Writer& writer)
      : form_(form), names_(names), arena_(arena), writer_(writer) {}

  void write_system(const List<chat::Part>& system, json::Escaped role);
  /// The first message, a user's, begins with the system text.
  void lead_with(const List<chat::Part>& system) { lead_ = &system; }
  void write_turn(const chat::Turn& turn) { turn.role == chat::Role::user ? write_user(turn) : write_assistant(turn); }
  void write_closing();
  [[nodiscard]] Status status() const;

 private:
  void begin_message(json::Escaped role);
  void write_text_part(json::Escaped text);
  void write_media_part(const chat::Part& media);
  void write_joined(const Said& said);
  void write_system_text(const List<chat::Part>& system);
  void write_content(const Said& said);
  void write_result(const chat::Part& result, std::size_t place);
  void write_user(const chat::Turn& turn);
  void add_attached(const chat::Part& result, Said& said);
  void write_assistant(const chat::Turn& turn);
  void write_thoughts(const chat::Turn& turn);
  void write_calls(const chat::Turn& turn);
  const chat::Part* note(json::Escaped text) {
    auto* part = arena_.make<chat::Part>();
    part->text = text;
    return part;
  }

  const MessagesForm& form_;
  dialect::FunctionNames& names_;
  Arena& arena_;
  json::Writer& writer_;
  const List<chat::Part>* lead_ = nullptr;
  Said made_;                              // pictures of the model's, for the user's next message
  std::size_t call_turns_ = 0;             // of the model, with calls
  const chat::Part* bad_media_ = nullptr;  // the first whose data is no base64
};

void MessagesWriter::begin_message(json::Escaped role) {
  writer_.begin_object();
  writer_.key("role");
  writer_.escaped(role);
}

void MessagesWriter::write_text_part(json::Escaped text) {
  writer_.begin_object();
  writer_.key("type");
  writer_.escaped("text");
  writer_.key("text");
  writer_.escaped(text);
  writer_.end_object();
}

void MessagesWriter::write_media_part(const chat::Part& media) {
  if (!write_medium(media, writer_) && bad_media_ == nullptr) bad_media_ = &media;
}

/// Up to the end of a string that has begun.
void MessagesWriter::write_joined(const Said& said) {
  bool first = true;
  for (const chat::Part* part : said) {
    if (!first) writer_.piece(paragraph);
    writer_.piece(part->text);
    first = false;
  }
}

void MessagesWriter::write_system_text(const List<chat::Part>& system) {
  Said said;
  for (const chat::Part& part : system) {
    if (!part.text.empty()) said.push(arena_, &part);
  }
  if (!form_.instruction.empty()) said.push(arena_, note(form_.instruction));
  write_joined(said);
}

void MessagesWriter::write_system(const List<chat::Part>& system, json::Escaped role) {
  begin_message(role);
  writer_.key("content");
  writer_.begin_string();
  write_system_text(system);
  writer_.end_string();
  writer_.end_object();
}

/// A text alone is a string, which every server takes; several are a list, so that each stays what it was.
void MessagesWriter::write_content(const Said& said) {
  bool texts_alone = true;
  for (const chat::Part* part : said) texts_alone = texts_alone && is_text(*part);
  const std::size_t pieces = said.size() + (lead_ != nullptr ? 1 : 0);
  writer_.key("content");
  if (texts_alone && (pieces == 1 || form_.amendments.joined_texts)) {
    writer_.begin_string();
    if (lead_ != nullptr) write_system_text(*lead_);
    if (lead_ != nullptr && !said.empty()) writer_.piece(paragraph);
    write_joined(said);
    writer_.end_string();
  } else {
    writer_.begin_array();
    if (lead_ != nullptr) {
      writer_.begin_object();
      writer_.key("type");
      writer_.escaped("text");
      writer_.key("text");
      writer_.begin_string();
      write_system_text(*lead_);
      writer_.end_string();
      writer_.end_object();
    }
    for (const chat::Part* part : said) is_text(*part) ? write_text_part(part->text) : write_media_part(*part);
    writer_.end_array();
  }
  lead_ = nullptr;
}

/// Chat has no word for a result that says what went wrong. One without words says where what it shows is.
void MessagesWriter::write_result(const chat::Part& result, std::size_t place) {
  begin_message("tool");
  writer_.key("tool_call_id");
  writer_.escaped(sent_id(result.id, call_turns_, place, form_.amendments.short_ids, arena_));
  writer_.key("content");
  writer_.begin_string();
  if (result.failed && !text::istarts_with(result.text, "error")) writer_.piece("Error: ");
  writer_.piece(result.text);
  if (result.text.empty() && !result.json.empty()) writer_.piece_text(Bytes(result.json));
  if (result.text.empty() && result.json.empty() && shows_something(result)) writer_.piece("See the next message.");
  writer_.end_string();
  writer_.end_object();
}

void MessagesWriter::add_attached(const chat::Part& result, Said& said) {
  if (!shows_something(result)) return;
  const json::Escaped name = result.name.empty() ? json::Escaped("a tool") : names_.add(result.name, result.name_space);
  said.push(arena_, note(json::join(arena_, "From the result of ", name, ":")));
  for (const chat::Part& media : *result.attached) said.push(arena_, &media);
}

void MessagesWriter::write_user(const chat::Turn& turn) {
  Said said;
  std::size_t results = 0;
  for (const chat::Part& part : turn.parts) {
    if (part.kind == PartKind::tool_result) write_result(part, results++);
  }
  if (!made_.empty()) {
    said.push(arena_, note("Made by the assistant:"));
    for (const chat::Part* picture : made_) said.push(arena_, picture);
    made_ = {};
  }
  for (const chat::Part& part : turn.parts) {
    if (part.kind == PartKind::tool_result) add_attached(part, said);
  }
  for (const chat::Part& part : turn.parts) {
    if (part.kind == PartKind::media || is_text(part)) said.push(arena_, &part);
  }
  if (said.empty() && lead_ == nullptr) return;
  begin_message("user");
  write_content(said);
  writer_.end_object();
}

/// Of models that think before they call, some servers want all of it back, even if there is none.
void MessagesWriter::write_thoughts(const chat::Turn& turn) {
  writer_.key("reasoning_content");
  writer_.begin_string();
  for (const chat::Part& part : turn.parts) {
    if (part.kind == PartKind::thinking) writer_.piece(part.text);
  }
  writer_.end_string();
}

void MessagesWriter::write_calls(const chat::Turn& turn) {
  std::size_t place = 0;
  writer_.key("tool_calls");
  writer_.begin_array();
  for (const chat::Part& part : turn.parts) {
    if (part.kind != PartKind::tool_call) continue;
    writer_.begin_object();
    writer_.key("id");
    writer_.escaped(sent_id(part.id, call_turns_, place++, form_.amendments.short_ids, arena_));
    writer_.key("type");
    writer_.escaped("function");
    writer_.key("function");
    writer_.begin_object();
    writer_.key("name");
    writer_.escaped(names_.add(part.name, part.name_space));
    writer_.key("arguments");
    writer_.string(part.json.empty() ? Bytes("{}") : Bytes(part.json));
    writer_.end_object();
    writer_.end_object();
  }
  writer_.end_array();
}

void MessagesWriter::write_assistant(const chat::Turn& turn) {
  Said said;
  bool calls = false;
  for (const chat::Part& part : turn.parts) {
    if (is_text(part)) said.push(arena_, &part);
    if (part.kind == PartKind::media) made_.push(arena_, &part);
    calls = calls || part.kind == PartKind::tool_call;
  }
  if (said.empty() && !calls) return;
  begin_message("assistant");
  if (said.empty()) {
    writer_.key("content");
    writer_.null();
  } else {
    write_content(said);
  }
  if (calls) {
    ++call_turns_;
    if (form_.amendments.thoughts) write_thoughts(turn);
    write_calls(turn);
  }
  writer_.end_object();
}

void MessagesWriter::write_closing() {
  begin_message("user");
  writer_.key("content");
  writer_.escaped(closing_text);
  writer_.end_object();
}

Status MessagesWriter::status() const {
  if (bad_media_ == nullptr) return Done{};
  return client_failure(Fault::bad_value, 400, "The data of an image, a sound or a file must be base64.",
                        bad_media_->param);
}

}  // namespace

std::size_t estimate_messages(const chat::Conversation& conversation) {
  std::size_t bytes = 1024;
  const auto add = [&bytes](const chat::Part& part) {
    bytes += part.text.size() + part.json.size() / 4 * 5 + part.data.size() + part.url.size() + 96;
  };
  for (const chat::Part& part : conversation.system) add(part);
  for (const chat::Turn& turn : conversation.turns) {
    bytes += 64;
    for (const chat::Part& part : turn.parts) {
      add(part);
      if (part.attached == nullptr) continue;
      for (const chat::Part& media : *part.attached) add(media);
    }
  }
  return bytes;
}

Status write_messages(const chat::Conversation& conversation, const MessagesForm& form, dialect::FunctionNames& names,
                      Arena& arena, json::Writer& writer) {
  MessagesWriter messages(form, names, arena, writer);
  const bool has_system = !conversation.system.empty() || !form.instruction.empty();
  const bool leads = has_system && form.amendments.system_instruction;
  writer.key("messages");
  writer.begin_array();
  const bool user_begins = !conversation.turns.empty() && conversation.turns[0].role == chat::Role::user;
  if (leads && user_begins) messages.lead_with(conversation.system);
  if (leads && !user_begins) messages.write_system(conversation.system, "user");
  if (has_system && !leads) messages.write_system(conversation.system, "system");
  for (const chat::Turn& turn : conversation.turns) messages.write_turn(turn);
  const bool ends_open = !conversation.turns.empty() && conversation.turns.back().role == chat::Role::model;
  if (ends_open && form.amendments.closing_turn) messages.write_closing();
  writer.end_array();
  return messages.status();
}

}  // namespace rota::openai
