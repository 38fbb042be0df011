// Echo for clients: a request read, and the two writers of its answer; see echo.h and README.md.
#include "base/text.h"
#include "chat/tool_results.h"
#include "dialect/reading/checks.h"
#include "echo.h"
#include "json/writer.h"

namespace rota::echo {

namespace {

using dialect::Operation;
using reading::Checks;
using reading::Path;
using Kind = chat::Delta::Kind;

constexpr Bytes bases[] = {"/echo", ""};
constexpr dialect::RoutePattern routes[] = {
    {.path = "/talk", .methods = "POST", .operation = Operation::chat},
    // OpenAI's clients and Gemini's ask under the same path.
    {.path = "/v1/models", .methods = "GET", .operation = Operation::models, .header = "x-echo"},
    {.path = "/v1/models/{id}", .methods = "GET", .operation = Operation::model, .header = "x-echo"},
};

// Requests.

void read_said(json::Value said, const Path& path, Checks& checks, chat::Conversation& asked) {
  Arena& arena = checks.arena();
  if (!said.is_object()) return checks.wrong_type(path, "an object", said);
  const bool own = said["by"].equals("me");
  const chat::Role role = own ? chat::Role::model : chat::Role::user;
  if (asked.turns.empty() || asked.turns.back().role != role) asked.turns.push(arena, chat::Turn{}).role = role;
  chat::Part& part = asked.turns.back().parts.push(arena, chat::Part{});
  part.text = said["says"].escaped();
  part.name_space = said["space"].escaped();
  if (said["thinks"]) {
    part.kind = chat::Part::Kind::thinking;
    part.text = said["thinks"].escaped();
    part.signature = said["sign"].escaped();
    part.owner = said["sign_of"].escaped();
  } else if (said["calls"]) {
    part.kind = chat::Part::Kind::tool_call;
    part.name = said["calls"].escaped();
    part.id = said["id"].escaped();
    part.json = said["with"].raw();
  } else if (said["shows"]) {
    part.kind = chat::Part::Kind::media;
    part.mime = said["as"].escaped();
    part.data = said["shows"].escaped();
  } else if (said["links"]) {
    part.kind = chat::Part::Kind::media;
    part.url = said["links"].text(arena);
    part.mime = said["as"].escaped();
    part.param = "talk";
  } else if (said["answers"]) {
    part.kind = chat::Part::Kind::tool_result;
    part.id = said["answers"].escaped();
    part.failed = said["failed"].is_true();
  } else if (!said["says"].is_string()) {
    checks.missing(Path{&path, "says"});
  }
}

void read_tool(json::Value tool, const Path& path, Checks& checks, chat::Conversation& asked) {
  const Path name{&path, "name"};
  if (!checks.is_string(tool["name"], name)) return checks.missing(name);
  chat::Tool& read = asked.tools.push(checks.arena(), chat::Tool{});
  read.name = tool["name"].escaped();
  read.name_space = tool["space"].escaped();
  read.description = tool["about"].escaped();
  read.schema = tool["takes"].raw();
  if (!tool["takes_text"].is_true()) return;
  read.kind = chat::Tool::Kind::custom;
  read.schema = R"({"type":"object","properties":{"input":{"type":"string"}},"required":["input"]})";
}

template <class Read>
void read_list(json::Value list, Bytes name, Checks& checks, chat::Conversation& asked, Read read) {
  const Path path{nullptr, name};
  if (!checks.is_array(list, path)) return;
  std::int64_t index = 0;
  for (json::Value element : list.elements()) read(element, Path{&path, {}, index++}, checks, asked);
}

// Answers.

void write_end(const chat::Delta& finish, json::Writer& json) {
  json.key("end");
  json.escaped(finish.finish == chat::Finish::length ? json::Escaped("full") : json::Escaped("done"));
  if (finish.stop.empty()) return;
  json.key("at");
  json.escaped(finish.stop);
}

void write_cost(const chat::Usage& usage, json::Writer& json) {
  json.key("cost");
  json.begin_array();
  for (std::int64_t tokens :
       {usage.prompt_tokens, usage.completion_tokens, usage.cached_tokens, usage.cache_written_tokens}) {
    json.integer(tokens);
  }
  json.end_array();
}

json::Escaped name_of(Kind kind) {
  switch (kind) {
    case Kind::text:
      return "text";
    case Kind::thought:
      return "thought";
    case Kind::refusal:
      return "refusal";
    case Kind::tool_call:
      return "call";
    default:
      return "other";
  }
}

/// A document with one object for each block.
class Whole final : public dialect::ReplyWriter {
 public:
  explicit Whole(Arena& arena) : arena_(arena) {}
  [[nodiscard]] bool streams() const override { return false; }
  void begin(const dialect::ReplyHead&, Buffer&) override {
    deltas_ = {};
    usage_ = {};
  }
  void write(const chat::Fragment& fragment, Buffer&) override {
    for (const chat::Delta& delta : fragment.deltas) deltas_.push(arena_, delta);
    usage_.merge(fragment.usage);
  }
  void end(Buffer& out) override {
    json::Writer json(out);
    json.begin_object();
    json.key("said");
    json.begin_array();
    for (std::size_t i = 0; i < deltas_.size(); ++i) {
      if (deltas_[i].begins) write_block(i, json);
    }
    json.end_array();
    for (const chat::Delta& delta : deltas_) {
      if (delta.kind == Kind::finish) write_end(delta, json);
    }
    write_cost(usage_, json);
    json.end_object();
  }
  void keep_alive(Buffer&) override {}

 private:
  void write_block(std::size_t first, json::Writer& json) {
    const chat::Delta& begun = deltas_[first];
    const bool call = begun.kind == Kind::tool_call;
    json.begin_object();
    json.key(name_of(begun.kind));
    if (call) {
      json.escaped(begun.name);
      if (!begun.name_space.empty()) {
        json.key("space");
        json.escaped(begun.name_space);
      }
      json.key("with");
    } else {
      json.begin_string();
    }
    Buffer arguments;
    for (std::size_t i = first; i < deltas_.size() && deltas_[i].kind == begun.kind; ++i) {
      if (call) {
        arguments.append(deltas_[i].arguments);
      } else {
        json.piece(deltas_[i].text);
      }
    }
    if (call) {
      json.raw(json::trust_raw(arguments.view()));
    } else {
      json.end_string();
    }
    json.end_object();
  }

  Arena& arena_;
  List<chat::Delta> deltas_;
  chat::Usage usage_;
};

/// Events of one line each: "+2 call f @files", "2 {\"a\":1}", "-2", and at last "= {...}".
class Lines final : public dialect::ReplyWriter {
 public:
  [[nodiscard]] bool streams() const override { return true; }
  void begin(const dialect::ReplyHead&, Buffer&) override {
    finish_ = chat::Finish::none;
    usage_ = {};
  }
  void write(const chat::Fragment& fragment, Buffer& out) override {
    usage_.merge(fragment.usage);
    for (const chat::Delta& delta : fragment.deltas) write_delta(delta, out);
  }
  void end(Buffer& out) override {
    out.append("data: = {\"cost\":");
    text::append_decimal(out, usage_.prompt_tokens);
    out.append('}');
    end_line(out);
  }
  void keep_alive(Buffer& out) override { out.append(": still here\n\n"); }

 private:
  static void end_line(Buffer& out) { out.append("\n\n"); }
  void write_delta(const chat::Delta& delta, Buffer& out) {
    if (delta.kind == Kind::finish) {
      out.append("data: . ");
      json::Writer json(out);
      json.begin_object();
      write_end(delta, json);
      json.end_object();
      return end_line(out);
    }
    if (!chat::is_in_block(delta.kind)) return;
    if (delta.begins || delta.kind == Kind::end) {
      out.append(delta.begins ? Bytes("data: +") : Bytes("data: -"));
      text::append_decimal(out, delta.block);
      if (delta.begins) begin_line(delta, out);
      end_line(out);
    }
    const Bytes said = delta.kind == Kind::tool_call ? delta.arguments : Bytes(delta.text);
    if (said.empty()) return;
    out.append("data: ");
    text::append_decimal(out, delta.block);
    out.append(' ');
    out.append(said);
    end_line(out);
  }
  static void begin_line(const chat::Delta& delta, Buffer& out) {
    out.append(' ');
    out.append(name_of(delta.kind));
    if (delta.kind != Kind::tool_call) return;
    out.append(' ');
    out.append(delta.name);
    if (delta.name_space.empty()) return;
    out.append(" @");
    out.append(delta.name_space);
  }

  chat::Finish finish_ = chat::Finish::none;
  chat::Usage usage_;
};

Result<dialect::ClientCall> read_chat(const dialect::ChatSource& source, Arena& arena) {
  Checks checks(arena);
  auto* asked = arena.make<chat::Conversation>();
  const json::Value root = source.document;
  asked->model = root["model"].is_string() ? root["model"].text(arena) : source.default_model;
  if (root["talk"].is_unset()) checks.missing(Path{nullptr, "talk"});
  read_list(root["talk"], "talk", checks, *asked, read_said);
  read_list(root["tools"], "tools", checks, *asked, read_tool);
  if (checks.is_string(root["until"], Path{nullptr, "until"}))
    asked->generation.stop.push(arena, root["until"].escaped());
  std::int64_t most = 0;
  if (checks.integer(root["most"], Path{nullptr, "most"}, 1, 1000000, most)) {
    asked->generation.max_tokens = json::integer(arena, most);
  }
  asked->stream = root["aloud"].is_true();
  if (checks.failed()) return checks.failure();
  chat::settle_tool_results(asked->turns, arena);
  dialect::ReplyWriter* writer = nullptr;
  if (asked->stream) {
    writer = new (arena.allocate(sizeof(Lines), alignof(Lines))) Lines();
  } else {
    writer = new (arena.allocate(sizeof(Whole), alignof(Whole))) Whole(arena);
  }
  return dialect::ClientCall{asked, writer};
}

void write_model(const chat::Model& model, Buffer& out) {
  json::Writer json(out);
  json.begin_object();
  json.key("who");
  json.escaped(model.id);
  json.key("of");
  json.escaped(model.owner);
  json.end_object();
}

void write_models(const List<chat::Model>& models, Buffer& out) {
  json::Writer json(out);
  json.begin_array();
  for (const chat::Model& model : models) json.escaped(model.id);
  json.end_array();
}

Bytes spell(Field field) {
  switch (field) {
    case Field::none:
      return {};
    case Field::model:
      return "model";
    case Field::tools:
      return "tools";
    case Field::stop:
      return "until";
    case Field::max_tokens:
      return "most";
    default:
      return "talk";
  }
}

void write_error(const Failure& failure, Buffer& out) {
  const Bytes where = failure.param.empty() ? spell(failure.field) : failure.param;
  json::Writer json(out);
  json.begin_object();
  json.key("trouble");
  json.string(failure.message);
  if (!where.empty()) {
    json.key("where");
    json.string(where);
  }
  json.end_object();
}

void write_late_error(const Failure& failure, Buffer& out) {
  out.append("data: ! ");
  write_error(failure, out);
  out.append("\n\n");
}

bool asks_for_events(const http::RequestHead&) { return true; }

}  // namespace

constexpr dialect::ClientDialect client{
    .label = label,
    .vendor = "Echo",
    .bases = bases,
    .base_count = sizeof(bases) / sizeof(bases[0]),
    .routes = routes,
    .route_count = sizeof(routes) / sizeof(routes[0]),
    .model_in_body = true,
    .read_chat = read_chat,
    .spell = spell,
    .write_models = write_models,
    .write_model = write_model,
    .write_error = write_error,
    .write_late_error = write_late_error,
    .asks_for_events = asks_for_events,
};

}  // namespace rota::echo
