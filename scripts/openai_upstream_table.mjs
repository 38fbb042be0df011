// What an OpenAI-compatible upstream is asked by clients of other dialects, and what is read in its answers, for
// docs/TRANSLATION.md. Knows the words of each row and the story or test that proves it; see proven_table.mjs.
import { provenTable } from "./proven_table.mjs";

const tests = ["request", "messages", "media", "amendments", "reader", "calls", "embeddings", "annotations"];
const places = [
  ...["gemini-on-openai.md", "anthropic-on-openai.md", "openai-upstream.md"].map((name) => `tests/conversations/${name}`),
  ...tests.map((name) => `tests/unit/dialect/openai/upstream/${name}_test.cpp`),
];

const requests = [
  ["the system text", "one message of `system`, first", "the system text comes first, as one; where servers refuse that, before the user's"],
  ["texts of one turn", "a text, or a list of them", "texts side by side stay what they were, or are joined where a server wants one"],
  ["calls and results", "`tool_calls`, and messages of `tool` behind them in their order; a failure is told in words", "calls go with the ids and the names that they had, and their results behind them"],
  ["an id that servers do not take", "one that is made of it, the same each time", "ids are the client's own, as far as servers take them"],
  ["media in a result, pictures that the model made", "in the user's next message, each behind a text that says whence it is; a result without words says where that is", "what a result shows follows in the user's message, and so does a picture that the model made"],
  ["pictures, sounds, films, documents", "`image_url`, `input_audio`, `video_url`, `file`; a text in a file is a text", "pictures, sounds, films and documents each have a part of their own"],
  ["a picture by its URL", "the URL, where it says that it is one; all else is fetched and sent inside", "the upstream fetches pictures, and nothing that may be something else"],
  ["thoughts, signatures, another upstream's own parts", "left out", "thoughts, signatures and parts of other upstreams' own are left out; a turn of nothing else is none"],
  ["functions, and what may be called of them", "`tools`, those allowed alone; `tool_choice`, `parallel_tool_calls`", "tools, and what may be called of them"],
  ["a custom tool", "a function of one text", "a custom tool is a function of one text, a function without parameters takes none"],
  ["a name or a namespace that OpenAI does not take", "changed, and changed back in the answer", "a name that OpenAI does not take is changed, a namespace stands in it, and both are found again"],
  ["a search, where no function is declared", "`web_search_options`; other tools of an upstream's own are left out", "tools of other upstreams' own are left out; a search alone is asked for"],
  ["a schema of the answer", "`response_format`, `strict` where OpenAI could", "JSON by its schema; strictly where OpenAI could"],
  ["thinking, as an effort or a budget", "`reasoning_effort`", "thinking is asked for in levels, only where it was"],
  ["the most tokens", "`max_tokens`, of OpenAI's newer models `max_completion_tokens`", "the limit goes under the name that most servers take, and under the other one where that is refused"],
  ["sampling, stop sequences (four), seed, candidates, log probabilities", "the same numbers", "what was asked about sampling is asked again, in the client's own numbers"],
  ["a stream", "`stream_options.include_usage`", "a stream says what it cost, unless the server cannot"],
  ["what a server refuses", "is left out or put differently, and asked for again with the same key", "what known servers refuse is left out, or goes under its other name"],
  ["more tokens than the context has room for", "as many as there is room for", "A whole answer, and a refusal of the limit that Claude Code asks for"],
  ["texts to embed", "`/embeddings`, in batches", "texts to embed go up in batches, with the dimensions that were asked for"],
];

const answers = [
  ["`content`, as a text or a list", "text", "a whole answer"],
  ["`reasoning_content`, `reasoning`, `reasoning_details`, parts `thinking`", "thoughts", "thoughts, under whichever name"],
  ["`tool_calls` in pieces, whole, without ids or indices, as objects; `function_call`", "calls", "servers that send calls whole, without indices, without ids, or as objects"],
  ["pieces of two calls that alternate", "one call behind the other", "of calls whose pieces alternate each comes whole, one behind the other"],
  ["`refusal`, log probabilities, `images`, `audio`", "the same, where the client's dialect has it", "refusals, probabilities, pictures, sounds"],
  ["`annotations`, `citations`", "sources, with the stretches that rely on them", "sources, placed by characters, in a text that came in pieces"],
  ["`finish_reason` of OpenAI's and other servers' names", "how it ended; `error` and `abort` are the upstream's failure", "how an answer ends"],
  ["no `finish_reason`, but usage", "an end", "an answer that never says why it is over has ended when it is closed and has said what it cost"],
  ["a whole answer where a stream was asked for", "the stream", "a whole answer where a stream was asked for"],
  ["`usage`, also where Groq and Moonshot have it", "usage", "usage, where servers have it"],
  ["a prompt that is too long", "the client's dialect has its own words for it", "A prompt that is too long for the context is told in the words that Claude Code reads"],
];

/** Two sections. */
export function openaiUpstreamSections() {
  return [
    provenTable("An OpenAI-compatible upstream: requests", ["A client of another dialect means", "The upstream is asked"], requests, places),
    provenTable("An OpenAI-compatible upstream: answers", ["The upstream says", "What is read in it"], answers, places),
  ];
}
