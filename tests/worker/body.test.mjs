// H1 Bodies: what strangers announce, and what many send at once, is felt by nobody else.
import assert from "node:assert/strict";
import net from "node:net";
import { describe, test } from "node:test";
import { eventually, sleep } from "./client.mjs";
import { answer, chunk, event, streamOf } from "./google.mjs";
import { ask, clientKey, model, sharePair } from "./setup.mjs";

const otherKey = "sk-client-canary-of-another-0123456789";
const settings = {
  ALLOW_ANONYMOUS: "",
  CLIENT_API_KEYS: `${clientKey},${otherKey}`,
  ADMIN_PASSWORD: "correct horse battery",
  SESSION_SECRET_KEY: "0123456789abcdef0123456789abcdef",
};
const drip = () =>
  streamOf(...Array.from({ length: 400 }, (_, i) => [event(chunk(`piece ${i} `)), { waitMs: 50 }]).flat());
const script = async (call) => {
  const said = call.body.toString("latin1", 0, 4096);
  if (said.includes("drip")) return drip();
  if (said.includes("think")) await sleep(2000);
  return answer(call);
};
const pair = sharePair({ script, settings });

/** A connection of bare hands. @returns {{text: () => string, head: () => string, socket: net.Socket}} */
function connect(t, ...lines) {
  const { hostname, port } = new URL(pair.rota.url);
  const socket = net.connect(Number(port), hostname);
  let text = "";
  socket.setEncoding("latin1");
  socket.on("data", (piece) => (text += piece));
  socket.on("error", () => {});
  socket.write(lines.join("\r\n"));
  t.after(() => socket.destroy());
  return { socket, text: () => text, status: () => Number(/^HTTP\/1\.1 (\d+)/.exec(text.replace(/^HTTP\/1\.1 100.*\r\n\r\n/, ""))?.[1] ?? 0) };
}

const post = (path, length, ...headers) =>
  [`POST ${path} HTTP/1.1`, "host: rota.test", "content-type: application/json", `content-length: ${length}`, ...headers, "", "{"];

/** Another client's stream, which must go on while `work` is done. */
async function beside(work) {
  const stream = await pair.rota.open("/v1/chat/completions", {
    method: "POST",
    json: ask("drip", { stream: true }),
    key: otherKey,
  });
  await stream.until("piece 2");
  const done = await work();
  const heard = stream.text.length;
  await eventually(() => stream.text.length > heard + 200, "the stream goes on", 3000);
  assert(!stream.text.includes("error"), stream.text.slice(-300));
  stream.hangUp();
  assert(!pair.rota.logs.includes("trapped"), "the core trapped");
  return done;
}

const chat = (content, key) => pair.rota.chat(ask(content), { key });

describe("Announcements", () => {
  test("five logins that announce 20 MB: refused at once, and nobody notices", async (t) => {
    await beside(async () => {
      const sockets = Array.from({ length: 5 }, () => connect(t, ...post("/admin/login", 20_971_520)));
      await eventually(() => sockets.every(({ status }) => status() === 413), "all are refused", 2000);
      assert.equal((await chat("Hello", otherKey)).status, 200);
    });
  });

  for (const [name, length, headers] of [
    ["99 MB and a wrong key", 99_000_000, ["authorization: Bearer sk-wrong-0123456789abcdef"]],
    ["no key", 20_000_000, []],
    ["a wrong key, waiting for leave to send", 5000, ["authorization: Bearer sk-wrong-0123456789abcdef", "expect: 100-continue"]],
  ]) {
    test(`${name}: 401 before any of the body has come`, async (t) => {
      const stranger = connect(t, ...post("/v1/chat/completions", length, ...headers));
      await eventually(() => stranger.status() === 401, "it is refused", 2000);
    });
  }

  test("99 MB of a client: 413 before any of the body has come", async (t) => {
    const client = connect(t, ...post("/v1/chat/completions", 99_000_000, `authorization: Bearer ${clientKey}`));
    await eventually(() => client.status() === 413, "it is refused", 2000);
  });

  test("six bodies of 20.9 MB that never come: others are served meanwhile, and the six are given up", async (t) => {
    const idle = await beside(async () => {
      const sockets = Array.from({ length: 6 }, () =>
        connect(t, ...post("/v1/chat/completions", 20_900_000, `authorization: Bearer ${clientKey}`)),
      );
      await sleep(300);
      const answers = await Promise.all(Array.from({ length: 20 }, () => chat("Hello", otherKey)));
      assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
      assert.equal((await chat("Hello", clientKey)).status, 200, "small ones of the same client, too");
      return sockets;
    });
    const ended = () => idle.every(({ status }) => status() === 408 || status() === 503);
    await eventually(ended, "the six are answered", 25_000);
    assert(idle.some(({ status }) => status() === 408));
    for (const { status, text } of idle) if (status() === 503) assert.match(text(), /\r\nretry-after: 2\r\n/i);
  });

  test("a broken chunk: 400", async (t) => {
    const lines = ["POST /v1/chat/completions HTTP/1.1", "host: rota.test", `authorization: Bearer ${clientKey}`];
    const client = connect(t, ...lines, "transfer-encoding: chunked", "", "5", '{"mod', "zz", "nonsense", "");
    await eventually(() => client.status() !== 0, "it is answered", 2000);
    assert.equal(client.status(), 400, client.text());
  });
});

describe("Large bodies at once", () => {
  const text = (bytes) => "The quick brown fox jumps over the lazy dog. ".repeat(bytes / 45);
  for (const [mb, count, least] of [
    [1, 50, 30],
    [4, 8, 8],
    [4, 12, 8],
    [19, 3, 2],
  ]) {
    test(`${count} x ${mb} MB: served in turn or told when to come again`, { timeout: 120_000 }, async () => {
      await beside(async () => {
        const body = `think ${text(mb * 1_000_000)}`;
        const large = Promise.all(Array.from({ length: count }, () => chat(body, clientKey)));
        await sleep(200);
        assert.equal((await chat("Hello", otherKey)).status, 200);
        const answers = await large;
        const served = answers.filter(({ status }) => status === 200).length;
        for (const { status, headers, text: said } of answers) {
          assert([200, 503].includes(status), `${status} ${said.slice(0, 200)}`);
          if (status === 503) assert.equal(headers["retry-after"], "2");
        }
        assert(served >= least, `only ${served} were served`);
      });
    });
  }

  test("a body of 20 MB of unknown length is served", { timeout: 60_000 }, async () => {
    const json = JSON.stringify(ask(text(20_000_000)));
    const body = await pair.rota.send("/v1/chat/completions", { method: "POST", body: json, chunked: true, key: clientKey, headers: { "content-type": "application/json" } });
    assert.equal(body.status, 200, body.text.slice(0, 300));
    assert.equal(pair.upstream.calls.at(-1).body.length > 20_000_000, true);
  });

  test("the largest native request passes byte for byte", { timeout: 60_000 }, async () => {
    const json = JSON.stringify({ contents: [{ role: "user", parts: [{ text: text(20_000_000) }] }] });
    const passed = await pair.rota.send(`/v1beta/models/${model}:generateContent`, {
      method: "POST",
      body: json,
      key: clientKey,
      headers: { "content-type": "application/json" },
    });
    assert.equal(passed.status, 200, passed.text.slice(0, 300));
    assert.equal(pair.upstream.calls.at(-1).body.toString(), json);
  });
});
