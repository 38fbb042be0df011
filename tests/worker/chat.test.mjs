// Chat completions on the wire: order of chunks, framing, finish reasons, usage, and recorded streams split anywhere.
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { chunk, event, fixture, recorded, replies, saying, streamOf, streamSaying, usageOf } from "./google.mjs";
import { ask, model, sharePair } from "./setup.mjs";

const pair = sharePair({ settings: { REQUEST_TIMEOUT_MS: "5000" } });

const streamed = ask("Hello", { stream: true });
const withUsage = ask("Hello", { stream: true, stream_options: { include_usage: true } });

const textOf = (events) => events.map((data) => data.choices?.[0]?.delta?.content ?? "").join("");
const reasonsOf = (events) =>
  events
    .flatMap(({ choices }) => choices ?? [])
    .map(({ finish_reason }) => finish_reason)
    .filter(Boolean);

describe("OpenAI chat, answered whole", () => {
  test("E5 the envelope has every field that OpenAI documents", async () => {
    pair.upstream.script = () => saying("Hi", usageOf(9, 2));
    const answer = await pair.rota.chat(ask());
    assert.equal(answer.status, 200);
    assert.match(answer.headers["content-type"], /^application\/json/);
    const { id, object, created, model: named, choices, usage } = answer.json();
    assert.match(id, /^chatcmpl-./);
    assert.equal(object, "chat.completion");
    assert(Number.isInteger(created));
    assert.equal(named, model);
    const [{ index, message, finish_reason, logprobs }] = choices;
    assert.deepEqual(
      [index, message.role, message.content, message.refusal, finish_reason, logprobs],
      [0, "assistant", "Hi", null, "stop", null],
    );
    assert.deepEqual([usage.prompt_tokens, usage.completion_tokens, usage.total_tokens], [9, 2, 11]);
  });

  test("F5 finish reasons: the token limit is length, a filter is content_filter, an unknown one is stop", async () => {
    const expected = {
      STOP: "stop",
      MAX_TOKENS: "length",
      SAFETY: "content_filter",
      RECITATION: "content_filter",
      PROHIBITED_CONTENT: "content_filter",
      BLOCKLIST: "content_filter",
      SPII: "content_filter",
      A_NEW_REASON: "stop",
    };
    for (const [finishReason, expectedReason] of Object.entries(expected)) {
      pair.upstream.script = () => ({
        ...saying(""),
        body: JSON.stringify(chunk("text", { finishReason, usage: usageOf(1, 1) })),
      });
      const { choices } = (await pair.rota.chat(ask())).json();
      assert.equal(choices[0].finish_reason, expectedReason, finishReason);
      assert.equal(choices[0].message.content, "text");
    }
  });

  test("F5 a blocked prompt is an answer with content_filter and not an error", async () => {
    pair.upstream.script = () => ({
      ...saying(""),
      body: JSON.stringify({ promptFeedback: { blockReason: "SAFETY" } }),
    });
    const answer = await pair.rota.chat(ask());
    assert.equal(answer.status, 200);
    assert.equal(answer.json().choices[0].finish_reason, "content_filter");
  });

  test("F7 thinking counts as completion and is named in the details; cached tokens too", async () => {
    const usage = {
      promptTokenCount: 100,
      candidatesTokenCount: 10,
      thoughtsTokenCount: 30,
      totalTokenCount: 140,
      cachedContentTokenCount: 64,
    };
    pair.upstream.script = () => saying("x", usage);
    const { usage: counted } = (await pair.rota.chat(ask())).json();
    assert.deepEqual([counted.prompt_tokens, counted.completion_tokens, counted.total_tokens], [100, 40, 140]);
    assert.equal(counted.completion_tokens_details.reasoning_tokens, 30);
    assert.equal(counted.prompt_tokens_details.cached_tokens, 64);
  });

  test("F4 a recorded answer keeps every character", async () => {
    pair.upstream.script = () => recorded("answer.json");
    const [{ text }] = JSON.parse(fixture("answer.json")).candidates[0].content.parts;
    assert.equal((await pair.rota.chat(ask())).json().choices[0].message.content, text);
  });

  test("F4 text with every kind of escape arrives as it was meant", async () => {
    const text = 'quote " backslash \\ slash / line\nreturn\rtab\tnul\u0000 ls\u2028ps\u2029 é 漢字 🌍 <b>&amp;';
    pair.upstream.script = () => saying(text);
    assert.equal((await pair.rota.chat(ask())).json().choices[0].message.content, text);
    assert.equal((await pair.rota.chat(ask(text))).status, 200);
    assert.equal(pair.upstream.calls.at(-1).json.contents[0].parts[0].text, text);
  });

  test("F9 fields of OpenAI that Gemini does not know are not sent on", async () => {
    pair.upstream.script = () => saying("x");
    const answer = await pair.rota.chat(
      ask("Hello", { logit_bias: { 5: 1 }, user: "me", metadata: { a: "b" }, store: false, some_new_field: [1] }),
    );
    assert.equal(answer.status, 200);
    for (const name of ["logit_bias", "user", "metadata", "store", "some_new_field"]) {
      assert(!(name in pair.upstream.calls.at(-1).json), name);
    }
  });
});

describe("OpenAI chat, streamed", () => {
  test("F5 an answer that is paused is gone on with by the same key, in the same stream", async () => {
    const paused = chunk("Hel", { usage: usageOf(3, 2) });
    paused.candidates[0].continuationToken = "t1";
    pair.upstream.script = ({ json }) =>
      json.continuationToken === "t1" ? streamSaying(["lo"], usageOf(3, 2)) : streamOf(event(paused));
    const events = (await pair.rota.chat(withUsage)).events();
    assert.equal(textOf(events), "Hello");
    assert.deepEqual(reasonsOf(events), ["stop"]);
    assert.equal(events.at(-1), "[DONE]");
    assert.equal(events.at(-2).usage.total_tokens, 10);
    const [first, second] = pair.upstream.calls.slice(-2);
    assert.equal(second.headers["x-goog-api-key"], first.headers["x-goog-api-key"]);
    assert.deepEqual(second.json, { ...first.json, continuationToken: "t1" });
  });

  test("D5 order: role, text, one finish chunk, usage when asked for, [DONE]", async () => {
    pair.upstream.script = () => streamSaying(["Hel", "lo"], usageOf(3, 2));
    const answer = await pair.rota.chat(withUsage);
    assert.equal(answer.status, 200);
    assert.match(answer.headers["content-type"], /^text\/event-stream/);
    assert.match(answer.text, /\ndata: \[DONE\]\n\n$/);
    const events = answer.events();
    assert.equal(events.at(-1), "[DONE]");
    const chunks = events.slice(0, -1);
    assert(
      chunks.every(
        ({ object, id, created }) =>
          object === "chat.completion.chunk" && id === chunks[0].id && created === chunks[0].created,
      ),
    );
    assert.deepEqual([chunks[0].choices[0].delta.role, chunks[0].choices[0].finish_reason], ["assistant", null]);
    assert.equal(textOf(chunks), "Hello");
    assert.deepEqual(
      chunks.at(-2).choices.map(({ delta, finish_reason }) => [delta, finish_reason]),
      [[{}, "stop"]],
    );
    assert.deepEqual(chunks.at(-1).choices, []);
    assert.equal(chunks.at(-1).usage.total_tokens, 5);
    assert(chunks.slice(0, -1).every(({ usage }) => usage === null));
  });

  test("F7 without include_usage no chunk speaks of usage", async () => {
    pair.upstream.script = () => streamSaying(["a", "b"]);
    const chunks = (await pair.rota.chat(streamed)).events().slice(0, -1);
    assert(chunks.every((data) => data.usage === undefined && data.choices.length === 1));
  });

  test("D5 each piece is sent on when it comes, not at the end", async () => {
    pair.upstream.script = () =>
      streamOf(event(chunk("first")), { waitMs: 1500 }, event(chunk("last", { finishReason: "STOP" })));
    const startedAt = Date.now();
    const exchange = await pair.rota.open("/v1/chat/completions", { method: "POST", json: streamed });
    await exchange.until("first");
    assert(Date.now() - startedAt < 1200, "the first piece waited for the last");
    await exchange.ended;
    assert.equal(textOf(exchange.events()), "firstlast");
  });

  for (const name of ["stream_short.sse", "stream_non_ascii.sse"]) {
    for (const [what, replace] of [
      ["CRLF", "\r\n"],
      ["LF", "\n"],
      ["CR", "\r"],
    ]) {
      test(`F4 ${name} with ${what}, split at every byte, is the same answer`, async () => {
        const body = Buffer.from(fixture(name).toString().replaceAll(/\r?\n/g, replace));
        pair.upstream.script = () => ({ ...recorded(name), body });
        const whole = (await pair.rota.chat(withUsage)).events();
        pair.upstream.script = () => ({ ...recorded(name), body, split: 1 });
        const split = (await pair.rota.chat(withUsage)).events();
        assert.equal(textOf(split), textOf(whole));
        assert.match(
          textOf(whole),
          name === "stream_short.sse" ? /^The capital of Wyoming is \*\*Cheyenne\*\*\.\n$/ : /50° and sunny/,
        );
        assert.deepEqual(reasonsOf(split), ["stop"]);
        assert.deepEqual(split.at(-2).usage, whole.at(-2).usage);
        assert(split.at(-2).usage.total_tokens > 0);
        assert.equal(split.at(-1), "[DONE]");
      });
    }
  }

  test("F4 comments, several data lines, no last blank line and an event of a megabyte lose nothing", async () => {
    const big = "x".repeat(1024 * 1024);
    const twoLines = event(chunk("two ")).replace('"candidates":', '\r\ndata: "candidates":');
    pair.upstream.script = () =>
      streamOf(
        ": a comment\r\n\r\n",
        "id: 1\r\nretry: 5\r\n",
        event(chunk("one ")),
        twoLines,
        event(chunk(big)),
        event(chunk(" end", { finishReason: "STOP" })).trimEnd(),
      );
    const events = (await pair.rota.chat(streamed)).events();
    assert.equal(textOf(events), `one two ${big} end`);
    assert.deepEqual(reasonsOf(events), ["stop"]);
    assert.equal(events.at(-1), "[DONE]");
  });

  test("F5 older models name STOP on every chunk: the finish comes once, at the end", async () => {
    pair.upstream.script = () =>
      streamOf(...["a", "b", "c"].map((text) => event(chunk(text, { finishReason: "STOP" }))));
    const events = (await pair.rota.chat(streamed)).events();
    assert.equal(textOf(events), "abc");
    assert.deepEqual(reasonsOf(events), ["stop"]);
  });

  test("F5 a blocked prompt in a stream finishes with content_filter", async () => {
    pair.upstream.script = () => recorded("stream_prompt_blocked.sse");
    const answer = await pair.rota.chat(streamed);
    assert.equal(answer.status, 200);
    assert.deepEqual(reasonsOf(answer.events()), ["content_filter"]);
    assert.equal(answer.events().at(-1), "[DONE]");
  });

  test("F3 thoughts are not shown as content", async () => {
    pair.upstream.script = () => recorded("stream_thoughts.sse");
    const data = fixture("stream_thoughts.sse")
      .toString()
      .split(/\r?\n/)
      .filter((line) => line.startsWith("data: "));
    const parts = data.flatMap((line) => JSON.parse(line.slice(6)).candidates?.[0]?.content?.parts ?? []);
    assert(parts.some(({ thought }) => thought));
    assert.equal(
      textOf((await pair.rota.chat(streamed)).events()),
      parts
        .filter(({ thought }) => !thought)
        .map(({ text }) => text ?? "")
        .join(""),
    );
  });

  test("F9 an upstream's own client error has its status and message and no stream", async () => {
    pair.upstream.script = replies.clientMistake;
    const answer = await pair.rota.chat(streamed);
    assert.equal(answer.status, 400);
    assert.match(answer.headers["content-type"], /^application\/json/);
    assert.match(answer.json().error.message, /function call turn comes/);
  });
});
