// What becomes of OpenAI's Responses, as Markdown for docs/TRANSLATION.md.
// Knows the words of each row and the story or test that proves it; see proven_table.mjs.
import { provenTable } from "./proven_table.mjs";

const tests = ["input", "request", "tools", "wrong_types", "answer", "reply", "failure"];
const places = [
  ...["responses.md", "responses-stream.md", "stored-responses.md", "openai-upstream.md"].map((name) => `tests/conversations/${name}`),
  ...tests.map((name) => `tests/unit/dialect/openai/responses/${name}_test.cpp`),
];

const requests = [
  ["`input` as a text or a list; messages of the user and the assistant", "turns", "input is a text or a list of messages"],
  ["`instructions`, messages of `system` and `developer`", "the system instruction, in order", "instructions, system and developer messages are told to the system, in order"],
  ["`input_text`, `input_image`, `input_file`, sounds", "parts; OpenAI's `file_id` is a 400 that names the field", "images, files and sounds in a message"],
  ["`function_call`, `custom_tool_call`, `local_shell_call`, `tool_search_call` and their outputs", "calls and results; a namespace stands before the name, what a custom tool takes is the member `input`", "calls and outputs of every type"],
  ["an image in an output", "goes with the result", "an image that a tool has given goes with its result"],
  ["`reasoning` with `encrypted_content` `rota.gemini.*`", "the signature of what followed it; of other servers' nothing", "a reasoning item's own signature goes back with what followed it, a foreign one is ignored"],
  ["`web_search_call`, `mcp_list_tools`, another server's `compaction`; `item_reference` where nothing is stored", "left out; a picture of an `image_generation_call` is the model's", "what a server has stored or run is left out"],
  ["`additional_tools`, the tools in a `tool_search_output`", "declared like all others", "tools that items bring are declared from then on"],
  ["`compaction_trigger`, `POST /v1/responses/compact`", "a wish for a summary, without calls; the summary stands for what came before it", "a summary that was made here stands for what was said before it"],
  ["`function`, `custom` with a grammar, `namespace`", "function declarations; the grammar is told in the description", "functions, custom tools and namespaces are declared"],
  ["`local_shell`, `tool_search` of the client", "functions of these names", "tools of this dialect's own are functions upstream, and those of the upstream are its own"],
  ["`web_search`, `code_interpreter`, `image_generation`", "`googleSearch`, `codeExecution`, pictures among what may be answered", "tools of this dialect's own are functions upstream, and those of the upstream are its own"],
  ["`file_search`, `mcp`, `computer`, `shell`, `apply_patch`", "400 that names `tools[i].type`", "what only OpenAI's servers can run is refused by its name"],
  ["`tool_choice` in every form, `allowed_tools`", "the mode, and the functions that may be called", "a choice in every form"],
  ["`parallel_tool_calls: false`", "of several calls the client hears of the first", "a client that wants one call at most hears of one"],
  ["`temperature`, `top_p`, `max_output_tokens`, `top_logprobs`, `reasoning`, `text.format`", "the same; a summary that is asked for shows the thoughts", "settings of an answer"],
  ["`store: true`, or no `store`", "with the setting `responses_store` the answer is stored behind it, else it is accepted and left out", "A whole answer is kept behind it, with what was asked"],
  ["`previous_response_id`", "with the setting: what was asked and answered before stands before the input, without its instructions; else a 400 that names field and setting", "A request goes on from a response: what was asked and answered comes first, instructions do not"],
  ["`conversation`", "likewise, and the answer is a turn of it; an unknown name begins one", "A conversation has its turns so far before the input, and this one behind them"],
  ["`item_reference`", "with the setting: the item itself; one that is not stored is a 400", "Items that are referred to stand in their place"],
  ["`GET`, `DELETE`, `/input_items`, `/cancel` of a response", "answered from what is stored for the client; 404 for what is not", "A response is shown as it was answered"],
  ["`POST /v1/responses/input_tokens`", "`:countTokens`; 501 on upstreams that do not count", "The tokens of a request, by the upstream's own count"],
  ["`store: false`, `metadata`, `user`, `prompt_cache_key`, `truncation`, `max_tool_calls`, unknown members", "accepted, and left out", "what changes nothing is taken, known or not"],
  ["`background`, `prompt`, and with the setting off `previous_response_id`, `conversation`", "400 that names the field", "what is stored nowhere here is refused by its name"],
  ["a wrong type anywhere", "400 that names the place; what is never read (ids of items, what is inside `metadata`) may be of any, and so may arguments", "every value of a wrong type is refused by its place in OpenAI's Responses"],
  ["such a body at `/v1/chat/completions`", "is answered in chat's shape", "A body of this shape at chat's route is answered in chat's shape"],
  ["a WebSocket", "426 at once", "A WebSocket is refused at once, so that Codex asks by HTTP"],
  ["on an upstream that has `/responses` itself", "passed as it is", "An upstream that has Responses itself is passed them as they are, but for a WebSocket"],
  ["on every other OpenAI-compatible upstream", "written as chat", "To every other one they are put as chat"],
];

const answers = [
  ["text", "a `message` with `output_text`; in a stream all events, in order and numbered", "a stream has every event in its order, and the same items at its end"],
  ["thoughts", "`reasoning` with a summary; with `include: [\"reasoning.encrypted_content\"]` it holds the signature", "a signature travels in the call's id, and in a reasoning item where the client sends those back"],
  ["calls", "items of the type under which the client declared the tool; a signature travels in `call_id`, too", "each tool's call comes back as what the client declared"],
  ["sources", "`url_citation` annotations, placed by characters, and a `web_search_call` behind", "sources are annotations of the message, and the search is an item"],
  ["pictures", "`image_generation_call`", "pictures are image_generation_calls"],
  ["log probabilities", "where they were asked for", "log probabilities, where they are wanted"],
  ["`STOP`, `MAX_TOKENS`, a filter", "`completed`, `incomplete` with `max_output_tokens` or `content_filter`", "how an answer ends"],
  ["a refused prompt", "a `refusal`", "a blocked prompt is a refusal"],
  ["usage", "`input_tokens` with `cached_tokens`, `output_tokens` with `reasoning_tokens`", "A whole answer, and what is reported of it"],
  ["silence", "the stream begins, and `keepalive` events with numbers follow", "Silence is broken by events, and a failure after them is told in the stream"],
  ["an end in mid-answer", "`response.failed` under the id that the stream began with", "A stream that breaks off fails under its own id"],
  ["an error", "OpenAI's envelope, the fields under this dialect's names; in a stream the code says whether to come again", "the code of a late failure tells a client whether to come again"],
];

/** Two sections. */
export function responsesSections() {
  return [
    provenTable("OpenAI's Responses: requests", ["A client sends", "What becomes of it"], requests, places),
    provenTable("OpenAI's Responses: answers", ["Gemini says", "The client gets"], answers, places),
  ];
}
