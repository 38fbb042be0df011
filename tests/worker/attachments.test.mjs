// Pictures and files that a request names by URL: fetched by the Worker from a scripted Internet, or refused clearly.
import assert from "node:assert/strict";
import { after, afterEach, before, test } from "node:test";
import { createOpenAI } from "@ai-sdk/openai";
import { HumanMessage } from "@langchain/core/messages";
import { ChatOpenAI } from "@langchain/openai";
import { generateText } from "ai";
import { Response } from "miniflare";
import OpenAI from "openai";
import { poolKeys } from "./google.mjs";
import { startRota } from "./harness.mjs";
import { describePicture, startScenario } from "./scenario_upstream.mjs";

const model = "gemini-3.6-flash";
const png = Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), Buffer.alloc(3000, 7)]);
const pdf = Buffer.from("%PDF-1.7\n%\u00e2\u00e3\n");
const huge = Buffer.alloc(1024 * 1024, 1);

/** What stands at pictures.example, by path; each answer is made anew. */
const pages = {
  "/cat.png": () => new Response(png, { headers: { "content-type": "image/png" } }),
  "/paper": () => new Response(pdf, { headers: { "content-type": "application/octet-stream" } }),
  "/moved": () => new Response(null, { status: 302, headers: { location: "/cat.png" } }),
  "/round": () => new Response(null, { status: 302, headers: { location: "/round" } }),
  "/inside": () => new Response(null, { status: 301, headers: { location: "http://169.254.169.254/latest" } }),
  "/page.html": () => new Response("PK\u0003\u0004", { headers: { "content-type": "application/zip" } }),
  "/empty.png": () => new Response("", { headers: { "content-type": "image/png" } }),
  "/gone.png": () => new Response("gone", { status: 410 }),
  "/endless.png": () => new Response(endless(), { headers: { "content-type": "image/png" } }),
};

function endless() {
  let sent = 0;
  const pull = (controller) => (sent++ < 20 ? controller.enqueue(huge) : controller.close());
  return new ReadableStream({ pull });
}

const asked = [];

function internet(request) {
  const { host, pathname, href } = new URL(request.url);
  if (host.startsWith("127.0.0.1:")) return undefined; // the upstream
  asked.push({ href, headers: Object.fromEntries(request.headers) });
  if (host !== "pictures.example") throw new Error(`nobody is called ${host}`);
  return pages[pathname]();
}

let upstream;
let rota;
let client;

before(async () => {
  upstream = await startScenario();
  rota = await startRota({ upstream, internet, settings: { API_KEYS: poolKeys(2).join(","), ALLOW_ANONYMOUS: "1" } });
  client = new OpenAI({ baseURL: `${rota.url}/v1`, apiKey: "sk-client-canary", maxRetries: 0 });
});

after(async () => {
  await rota?.stop();
  await upstream?.stop();
});

afterEach(() => {
  asked.length = 0;
  upstream.forget();
  assert.deepEqual(upstream.refusals.splice(0), [], "the upstream refused something");
});

const picture = (url) => ({ type: "image_url", image_url: { url } });
const look = async (...content) => {
  const { choices } = await client.chat.completions.create({ model, messages: [{ role: "user", content }] });
  return choices[0].message.content;
};

test("F6 a picture by URL arrives byte by byte, and its server learns no key", async () => {
  const told = await look({ type: "text", text: "What is it?" }, picture("https://pictures.example/cat.png"));
  assert.equal(told, `I see: ${describePicture("image/png", png)}`);
  assert.equal(asked.length, 1);
  const { authorization, cookie } = asked[0].headers;
  assert.deepEqual([authorization, cookie], [undefined, undefined]);
  assert(!JSON.stringify(asked).includes("canary"));
});

test("F6 two at once, one after a redirect, one whose server knows no type: in the order of the request", async () => {
  const told = await look(picture("https://pictures.example/moved"), picture("https://pictures.example/paper"));
  assert.equal(told, `I see: ${describePicture("image/png", png)}; ${describePicture("application/pdf", pdf)}`);
});

test("F6 the same through streams, `ai` and LangChain", async () => {
  const url = "https://pictures.example/cat.png";
  const expected = `I see: ${describePicture("image/png", png)}`;
  const messages = [{ role: "user", content: [picture(url)] }];
  assert.equal(await client.chat.completions.stream({ model, messages }).finalContent(), expected);

  const openai = createOpenAI({ baseURL: `${rota.url}/v1`, apiKey: "unused" });
  const content = [{ type: "image", image: new URL(url) }];
  const { text } = await generateText({ model: openai.chat(model), messages: [{ role: "user", content }] });
  assert.equal(text, expected);

  const chat = new ChatOpenAI({ model, apiKey: "unused", maxRetries: 0, configuration: { baseURL: `${rota.url}/v1` } });
  const answer = await chat.invoke([new HumanMessage({ content: [picture(url)] })]);
  assert.equal(answer.content, expected);
});

const refused = {
  "a server's 410": ["https://pictures.example/gone.png", /410/],
  "a redirect to a metadata address": ["https://pictures.example/inside", /not on the public Internet/],
  "redirects without end": ["https://pictures.example/round", /redirects too often/],
  "a type that no model reads": ["https://pictures.example/page.html", /no image/],
  "an empty picture": ["https://pictures.example/empty.png", /nothing/],
  "more than the limit": ["https://pictures.example/endless.png", /14,680,064 bytes/],
  "a server that fails": ["https://elsewhere.example/a.png", /its server answered 500/],
};

for (const [what, [url, message]] of Object.entries(refused)) {
  test(`F6 F9 ${what}: BadRequestError that says so, and Google is not asked`, async () => {
    await assert.rejects(
      look(picture(url)),
      (error) =>
        error instanceof OpenAI.BadRequestError && message.test(error.message) && /^messages/.test(error.param ?? ""),
    );
    assert.equal(upstream.calls.length, 0);
    assert(asked.length > 0);
    assert(asked.every(({ href }) => href.startsWith(new URL(url).origin)), "another host was asked");
  });
}

test("F6 a private address is refused before anything is fetched", async () => {
  for (const host of ["127.0.0.1:1", "[::1]", "10.1.2.3", "0x7f.1", "box.local", "169.254.169.254"]) {
    await assert.rejects(look(picture(`http://${host}/a.png`)), OpenAI.BadRequestError, host);
  }
  assert.deepEqual(asked, []);
  assert.equal(upstream.calls.length, 0);
});

test("F6 what Google reads itself is not fetched", async () => {
  await look(picture("https://youtu.be/abc"));
  assert.deepEqual(asked, []);
  const [part] = upstream.calls[0].json.contents[0].parts;
  assert.equal(part.fileData.fileUri, "https://youtu.be/abc");
});
