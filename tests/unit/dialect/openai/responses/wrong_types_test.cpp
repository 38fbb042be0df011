// Every value of a request that has everything, of each wrong type.
#include "dialect/wrong_types.h"

#include "responses_support.h"

using namespace rota;

namespace {

const char* const everything = R"({
  "model": "gemini-3-flash-preview", "instructions": "i", "max_output_tokens": 100, "temperature": 0.5, "top_p": 0.9,
  "top_logprobs": 2, "stream": false, "stream_options": {"include_obfuscation": false}, "store": false, "metadata": {"a": "b"},
  "client_metadata": {"a": "b"}, "user": "u", "safety_identifier": "s", "prompt_cache_key": "k", "truncation": "auto",
  "prompt_cache_retention": "24h", "prompt_cache_options": {}, "max_tool_calls": 3, "context_management": [], "moderation": {},
  "background": false, "parallel_tool_calls": true, "service_tier": "auto", "include": ["reasoning.encrypted_content"],
  "reasoning": {"effort": "low", "summary": "auto"},
  "text": {"verbosity": "low", "format": {"type": "json_schema", "name": "n", "strict": true, "schema": {"type": "object"}}},
  "tools": [
    {"type": "function", "name": "f", "description": "d", "parameters": {"type": "object"}, "strict": true},
    {"type": "custom", "name": "c", "description": "d", "format": {"type": "grammar", "syntax": "lark", "definition": "x"}},
    {"type": "namespace", "name": "n", "description": "d", "tools": [{"type": "function", "name": "g"}]},
    {"type": "tool_search", "execution": "client", "description": "d", "parameters": {"type": "object"}},
    {"type": "local_shell"}, {"type": "web_search"}, {"type": "image_generation"}],
  "tool_choice": {"type": "allowed_tools", "mode": "auto", "tools": [{"type": "function", "name": "f"}]},
  "input": [
    {"type": "message", "role": "developer", "content": "d"},
    {"type": "message", "role": "user", "id": "m", "content": [
      {"type": "input_text", "text": "a"},
      {"type": "input_image", "image_url": "data:image/png;base64,YQ==", "detail": "low"},
      {"type": "input_file", "filename": "a.pdf", "file_data": "data:application/pdf;base64,YQ=="}]},
    {"type": "reasoning", "id": "rs", "summary": [{"type": "summary_text", "text": "t"}], "encrypted_content": "e"},
    {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "b"}, {"type": "refusal", "refusal": "r"}]},
    {"type": "function_call", "call_id": "c1", "name": "f", "arguments": "{}"},
    {"type": "function_call", "call_id": "c2", "name": "g", "namespace": "n", "arguments": "{}"},
    {"type": "custom_tool_call", "call_id": "c3", "name": "c", "input": "i"},
    {"type": "local_shell_call", "call_id": "c4", "action": {"type": "exec", "command": ["ls"], "env": {}, "timeout_ms": 5, "working_directory": "/"}},
    {"type": "tool_search_call", "call_id": "c5", "execution": "client", "arguments": {"query": "q"}},
    {"type": "image_generation_call", "id": "ig", "result": "YQ=="},
    {"type": "function_call_output", "call_id": "c1", "output": "o"},
    {"type": "function_call_output", "call_id": "c2", "output": [{"type": "input_text", "text": "o"}]},
    {"type": "custom_tool_call_output", "call_id": "c3", "output": "o"},
    {"type": "local_shell_call_output", "call_id": "c4", "output": "o"},
    {"type": "tool_search_output", "call_id": "c5", "tools": [{"type": "function", "name": "h"}]},
    {"type": "additional_tools", "role": "developer", "tools": [{"type": "function", "name": "k"}]},
    {"type": "compaction", "encrypted_content": "e"},
    {"type": "message", "role": "user", "content": "q"}]})";

}  // namespace

TEST_CASE("F9: every value of a wrong type is refused by its place in OpenAI's Responses") {
  test::WrongTypes types;
  types.request = everything;
  types.read = [](test::Document& request) -> Status {
    const auto read = openai::responses::read_responses_request(
        request.root, request.arena, {}, nullptr, openai::responses::Recall({}, request.root, request.arena));
    return read.ok() ? Status(Done{}) : Status(read.failure());
  };
  types.opaque = {"metadata", "client_metadata", "text.format.schema", "tools[0].parameters", "tools[1].format",
                  "tools[3].parameters", "input[7].action"};
  // Ids are the servers' that gave them; arguments of any type are told as what they are.
  types.free = {"input[1].id", "input[2].id", "input[9].id", "input[2].summary[0].type", "input[4].arguments",
                "input[5].arguments", "input[8].arguments", "input[15].role"};
  types.tolerated = {"input string", "input[1].content string", "input[3].content string", "input[11].output string"};
  types.check();
}
