// Every row of docs/TRANSLATION.md, run through the built module; and the document is the one that these rows make.
// Knows how a row is played; the rows themselves stand in fields_request.mjs and fields_answer.mjs.
import assert from "node:assert/strict";
import test from "node:test";
import { render, written } from "../../scripts/gen-translation-table.mjs";
import { answerSections } from "./fields_answer.mjs";
import { requestSections, silent } from "./fields_request.mjs";
import { eventsOf, Rota } from "./harness.mjs";

const rota = new Rota();
const upstreamUrl = "https://generativelanguage.googleapis.com/";
const hi = { model: "gemini-3.6-flash", messages: [{ role: "user", content: "hi" }] };
const contents = [{ role: "user", parts: [{ text: "hi" }] }];
const picture = Buffer.from("iVBORw0KGgo=", "base64");

/** What Google would answer to the row; whatever is fetched from elsewhere is a picture. */
const answering = (row) => (call) => {
  if (!call.url.startsWith(upstreamUrl)) return { type: "image/png", chunks: [picture] };
  const { status, head, answer = {} } = row;
  if (!Array.isArray(answer)) return { status, head, chunks: [Buffer.from(JSON.stringify(answer))] };
  const events = answer.map((message) => `data: ${JSON.stringify(message)}\r\n\r\n`);
  return { type: "text/event-stream", head, chunks: [Buffer.from(events.join(""))] };
};

function checkAsked(row, { calls, status, body }) {
  const call = calls.find(({ url }) => url.startsWith(upstreamUrl));
  if (row.refuses !== undefined) {
    assert.equal(call, undefined, "no call is made");
    assert.equal(status, 400);
    return assert.equal(JSON.parse(body).error.param, row.refuses);
  }
  assert.ok(call, `refused with ${status}: ${body}`);
  if (row.path !== undefined) return assert.ok(call.url.endsWith(row.path), call.url);
  const asked = JSON.parse(call.body);
  if (row.asks.contents === undefined && asked.contents) {
    assert.deepEqual(asked.contents, contents);
    delete asked.contents;
  }
  assert.deepEqual(asked, row.asks);
}

const at = (value, path) =>
  path.split(/\.|\[|\]\.?/u).filter(Boolean).reduce((inner, name) => inner?.[name], value);

function checkGiven(gives, body) {
  const answer = JSON.parse(body);
  for (const [path, value] of Object.entries(gives)) {
    const got = at(answer, path);
    if (value instanceof RegExp) assert.match(typeof got === "string" ? got : JSON.stringify(got), value, path);
    else assert.deepEqual(got, value, path);
  }
}

/** A chunk as the table shows it. */
function shown(event) {
  if (event === "[DONE]") return event;
  const { choices, usage, error } = JSON.parse(event);
  if (error) return { error: error.type };
  if (choices.length === 0) return { usage: [usage.prompt_tokens, usage.completion_tokens, usage.total_tokens] };
  const [{ delta, finish_reason }] = choices;
  return { delta, finish_reason };
}

function play(row) {
  if (row.to === undefined) {
    const stream = Array.isArray(row.answer) ? { stream: true } : {};
    const reply = rota.send("/v1/chat/completions", { ...hi, ...row.send, ...row.ask, ...stream }, answering(row));
    if (row.gives === undefined) return checkAsked(row, reply);
    assert.equal(reply.status, row.status ?? 200, String(reply.body));
    if (!Array.isArray(row.gives)) return checkGiven(row.gives, reply.body);
    return assert.deepEqual(eventsOf(reply.body).map(shown), row.gives);
  }
  const reply = row.send
    ? rota.send(row.to, { ...row.base, ...row.send }, answering(row))
    : new Rota().send(row.to, undefined, answering(row), "GET"); // another would remember the list of models
  if (row.gives === undefined) return checkAsked(row, reply);
  assert.equal(reply.status, 200, String(reply.body));
  checkGiven(row.gives, reply.body);
}

for (const { title, rows } of [...requestSections, ...answerSections]) {
  test(`F3, F4: the table's rows on ${title.toLowerCase()}`, async (all) => {
    for (const [i, row] of rows.entries()) {
      await all.test(`${i + 1}: ${row.field}`, () => {
        assert.ok(typeof row.google === "string" && row.google !== "", "every row tells of Google's endpoint");
        play(row);
      });
    }
  });
}

test("docs/TRANSLATION.md is what the rows make", () => {
  assert.ok(render().includes(silent));
  assert.ok(render() === written(), "the document is stale: run node scripts/gen-translation-table.mjs");
});
