// What becomes of Anthropic's Messages, as Markdown for docs/TRANSLATION.md.
// Knows the words of each row and the story that proves it; see proven_table.mjs.
import { provenTable } from "./proven_table.mjs";

const tests = ["request/request", "request/wrong_types", "reply/reply"];
const places = [
  ...["anthropic.md", "anthropic-stream.md", "anthropic-errors.md"].map((name) => `tests/conversations/${name}`),
  ...tests.map((name) => `tests/unit/dialect/anthropic/${name}_test.cpp`),
];

/** [what the client sends or hears, what becomes of it, the story]. */
const requests = [
  ["`system` as a text or blocks", "the system instruction; the block `x-anthropic-billing-header:` is left out", "Claude Code's request"],
  ["`messages` with `role: system` in mid-conversation", "a text of the user's turn at that place, inside `<system-reminder>`", "Claude Code's request"],
  ["`text`, `image`, `document` (base64, url, file of Gemini's, text, content), `search_result`", "parts; a text that stands for a document is one, behind its title and context", "Images and documents of every source"],
  ["an image or document by URL", "fetched, and sent inside the request", "An image by its URL is fetched"],
  ["`tool_use`, `tool_result` with texts, images, documents, `is_error`", "calls and their results, in the order of the calls; media inside the result from Gemini 3 on", "Results of tools with an image and a document"],
  ["`tool_reference` in a result", "a text that says that the tool is available; a tool with `defer_loading` is declared like every other one", "And brings it back"],
  ["`thinking` with a signature `gemini#...`", "the signature of the call or text that came of it; the thinking itself is not told again", "The results go up, the signature of the thinking block with the call that came of it"],
  ["`thinking` of another server, `redacted_thinking`", "nothing; calls without a signature go up with Google's word for calls of others", "Another server's signature is not sent as Gemini's"],
  ["`server_tool_use`, results of server tools", "what a search found, as a text; code and its result as `executableCode` and `codeExecutionResult` where code may be run, else as texts; nothing of the others", "What a search found goes up as text when the conversation goes on"],
  ["files of Anthropic's (`file_id` of an image, a document, a `container_upload`)", "400 that names the `file_id`: no file is stored here", "a file that is stored elsewhere is refused by the name of its field"],
  ["`tools` with `input_schema`", "function declarations", "Claude Code's request"],
  ["`web_search_*`, `code_execution_*`, `web_fetch_*`, `tool_search_tool_*`", "`googleSearch`, `codeExecution`, `urlContext`, nothing", "Tools of the upstream's own"],
  ["their `max_uses`, `allowed_domains`, `blocked_domains`, `user_location`", "checked, and left out: Gemini's API has no such setting (`excludeDomains` is Vertex AI's alone), so a search may look anywhere", "how a server's tool is to be used is checked, and reaches no upstream"],
  ["a server tool that nobody has", "400, ``Input tag '<type>'``", "A server's tool that nobody has"],
  ["`tool_choice` any, with `disable_parallel_tool_use`", "mode `ANY`; of several calls the client hears of the first", "The choice of tools: any, and one at most"],
  ["`tool_choice` tool, none", "`allowedFunctionNames`, mode `NONE`; a server tool that is demanded is declared, and that is all", "The choice of tools: a certain one"],
  ["`thinking` adaptive, enabled, disabled; `output_config.effort`", "the effort, else the budget, else as much as the model likes; thoughts are shown unless `display` is `omitted`", "Claude Code's request"],
  ["`max_tokens` above what the model gives", "lowered, once Google has said so", "More tokens than the model gives"],
  ["`max_tokens`, which may be absent, `temperature`, `top_p`, `top_k`, `stop_sequences`", "the same", "Sampling, stop sequences, and an answer that ends at one of its length"],
  ["`output_config.format`", "`responseJsonSchema`", "Structured output, and no thinking"],
  ["`metadata`, `cache_control`, `context_management`, unknown members", "accepted, and left out", "Claude Code's request"],
  ["a wrong type anywhere", "400 that names the place; what is never read (what is inside `metadata`, what a server's tool has found) may be of any", "every value of a wrong type is refused by its place in Anthropic's Messages"],
];
const answers = [
  ["text", "`text`; sources of a search that was asked for as `citations`, and before it `server_tool_use` with `web_search_tool_result`, in a stream behind it", "Claude Code's search of the web"],
  ["`executableCode`, `codeExecutionResult`", "`server_tool_use` and `code_execution_tool_result` for whoever asked for code to be run, the signature in the id; else a text", "Code that was run, in a stream"],
  ["thoughts", "`thinking`, with the signature of what came of it", "Thinking, two calls at once"],
  ["calls", "`tool_use`; a signature without a thinking block in front travels in the id, or in an empty one where the id would be too long and thinking was asked for", "Thinking, text, then a signed call"],
  ["`STOP`, `MAX_TOKENS`, a filter", "`end_turn` or `tool_use`, `max_tokens`, `refusal`", "A filter, after words"],
  ["`CONTINUATION`: it pauses in a long answer", "the rest, which Rota asks for by itself; where it has asked often enough, `max_tokens`. Never `pause_turn`: Claude Code ends at that, and goes on after `max_tokens`", "stop reasons"],
  ["a refused prompt", "its reason as text, `refusal`", "A prompt that the upstream refuses"],
  ["usage", "`input_tokens` without what was read from a cache, which is `cache_read_input_tokens`", "A question, and its answer"],
  ["pictures, log probabilities, other candidates", "left out: the dialect has no place for them", "Pictures and a second candidate have no place"],
  ["silence", "`event: ping`", "Pings while the model thinks"],
  ["an end in mid-answer", "`event: error`", "The upstream breaks off after words"],
  ["an error", "Anthropic's envelope with `request_id`, types and statuses: 529 in the place of 503, `prompt is too long: ...`, and `x-should-retry: false` where no other call can help", "Every key has spent its day"],
];

/** Two sections. */
export function messagesSections() {
  return [
    provenTable("Anthropic's Messages: requests", ["A client sends", "What becomes of it"], requests, places),
    provenTable("Anthropic's Messages: answers", ["Gemini says", "The client gets"], answers, places),
  ];
}
