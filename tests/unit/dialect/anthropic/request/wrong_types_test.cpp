// Every value of a request that has everything, of each wrong type.
#include "dialect/wrong_types.h"

#include "dialect/anthropic/anthropic_support.h"

using namespace rota;

namespace {

const char* const everything = R"({
  "model": "gemini-3-flash-preview", "max_tokens": 100, "temperature": 0.5, "top_p": 0.9, "top_k": 40, "stream": false,
  "stop_sequences": ["a"], "service_tier": "auto", "metadata": {"user_id": "u"}, "context_management": {"edits": []},
  "cache_control": {"type": "ephemeral"}, "thinking": {"type": "enabled", "budget_tokens": 1024, "display": "summarized"},
  "output_config": {"effort": "low", "format": {"type": "json_schema", "schema": {"type": "object"}}},
  "system": [{"type": "text", "text": "s"}],
  "tools": [
    {"name": "f", "description": "d", "input_schema": {"type": "object"}, "strict": true},
    {"type": "custom", "name": "g"},
    {"type": "web_search_20250305", "name": "web_search", "max_uses": 8, "allowed_domains": ["a.test"],
     "user_location": {"type": "approximate"}},
    {"type": "web_fetch_20250910", "name": "web_fetch", "blocked_domains": ["a.test"]},
    {"type": "code_execution_20250522", "name": "code_execution"}],
  "tool_choice": {"type": "tool", "name": "f", "disable_parallel_tool_use": true},
  "messages": [
    {"role": "user", "content": [
      {"type": "text", "text": "a"},
      {"type": "image", "source": {"type": "base64", "media_type": "image/png", "data": "YQ=="}},
      {"type": "image", "source": {"type": "url", "url": "https://a.test/b.png"}},
      {"type": "image", "source": {"type": "file", "file_id": "files/abc"}},
      {"type": "document", "title": "t", "context": "c", "source": {"type": "text", "media_type": "text/plain", "data": "d"}},
      {"type": "document", "source": {"type": "content", "content": [{"type": "text", "text": "a"}]}},
      {"type": "search_result", "title": "t", "source": "s", "content": [{"type": "text", "text": "a"}]}]},
    {"role": "assistant", "content": [
      {"type": "thinking", "thinking": "t", "signature": "gemini#U2ln"},
      {"type": "redacted_thinking", "data": "d"},
      {"type": "text", "text": "b"},
      {"type": "tool_use", "id": "c1", "name": "f", "input": {"a": 1}},
      {"type": "server_tool_use", "id": "srvtoolu_1", "name": "code_execution", "input": {"code": "1"}},
      {"type": "code_execution_tool_result", "tool_use_id": "srvtoolu_1",
       "content": {"type": "code_execution_result", "stdout": "1", "stderr": "", "return_code": 0, "content": []}},
      {"type": "web_search_tool_result", "tool_use_id": "srvtoolu_2",
       "content": [{"type": "web_search_result", "url": "https://a.test/", "title": "A"}]}]},
    {"role": "user", "content": [
      {"type": "tool_result", "tool_use_id": "c1", "is_error": false, "content": [
        {"type": "text", "text": "r"}, {"type": "tool_reference", "tool_name": "g"}]}]},
    {"role": "system", "content": [
      {"type": "tool_addition", "tool": {"type": "tool_reference", "name": "g"}},
      {"type": "tool_removal", "tool": {"type": "tool_reference", "name": "g"}}]},
    {"role": "user", "content": [{"type": "text", "text": "c"}]}]})";

}  // namespace

TEST_CASE("F9: every value of a wrong type is refused by its place in Anthropic's Messages") {
  test::WrongTypes types;
  types.request = everything;
  types.dots = true;
  types.read = [](test::Document& request) -> Status {
    Random random(1);
    const auto read = anthropic::client.read_chat({request.root, {}, {}, random}, request.arena);
    return read.ok() ? Status(Done{}) : Status(read.failure());
  };
  types.opaque = {"metadata", "context_management", "cache_control", "output_config.format.schema", "tools.0.input_schema",
                  "tools.2.user_location", "messages.1.content.3.input", "messages.1.content.4.input"};
  // What a server's tool has found is its server's; a tool that comes or goes is known by its name.
  types.free = {"messages.1.content.6.content", "messages.3.content.0.tool.type", "messages.3.content.1.tool.type",
                "messages.1.content.5.content.content"};
  types.tolerated = {"system string", "messages.0.content string", "messages.1.content string", "messages.2.content string",
                     "messages.3.content string", "messages.4.content string", "messages.0.content.5.source.content string",
                     "messages.2.content.0.content string"};
  types.check();
}
