// Shapes: bodies that are many of one thing at any place that a dialect knows, and documents of any shape at all, the same
// for the same seed. Knows how clients and upstreams spell things; refuses to know what they may cost.

/** Numbers that look random: mulberry32. */
export class Random {
  #state;
  constructor(seed) {
    this.#state = seed;
  }
  next() {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  }
  below(count) {
    return Math.floor(this.next() * count);
  }
  of(list) {
    return list[this.below(list.length)];
  }
}

const plain = {
  google: Buffer.from('{"candidates":[{"content":{"parts":[{"text":"Hi"}]},"finishReason":"STOP"}]}'),
  openai: Buffer.from('{"choices":[{"message":{"content":"Hi"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1}}'),
};

const v1beta = "POST https://rota.test/v1beta/models/m";
const v1 = "POST https://rota.test/v1";
const road = (name, dialect, gateway, head, upstream) => {
  const answer = { body: plain[upstream] };
  return { name, dialect, gateway, head, upstream, answer };
};

/** Every way that a body can go. */
export const roads = [
  road("generateContent", "google", "google", `${v1beta}:generateContent\n`, "google"),
  road("streamGenerateContent", "google", "google", `${v1beta}:streamGenerateContent?alt=sse\n`, "google"),
  road("countTokens", "google", "google", `${v1beta}:countTokens\n`, "google"),
  road("embedContent", "google", "google", `${v1beta}:embedContent\n`, "google"),
  road("batchEmbedContents, limited", "google", "limited", `${v1beta}:batchEmbedContents\nx-api-key: k\n`, "google"),
  road("what is passed unread", "google", "google", "POST https://rota.test/v1beta/cachedContents\n", "google"),
  road("generateContent elsewhere", "google", "openai", `${v1beta}:generateContent\n`, "openai"),
  road("chat, translated", "openai", "google", `${v1}/chat/completions\n`, "google"),
  road("embeddings, translated", "openai", "google", `${v1}/embeddings\n`, "google"),
  road("chat", "openai", "openai", `${v1}/chat/completions\n`, "openai"),
  road("embeddings", "openai", "openai", `${v1}/embeddings\n`, "openai"),
  road("responses", "openai", "openai", `${v1}/responses\n`, "openai"),
  road("chat, limited", "openai", "limited_openai", `${v1}/chat/completions\nx-api-key: k\n`, "openai"),
  road("chat, translated and limited", "openai", "limited", `${v1}/chat/completions\nx-api-key: k\n`, "google"),
];

const asking = '{"model":"m","messages":[{"role":"user","content":"a"}]';

/** Text before and after a place where a list or members may stand. */
const around = {
  google: {
    lists: [
      ['{"contents":[', "]}"],
      ['{"contents":[{"parts":[', "]}]}"],
      ['{"contents":[],"tools":[', "]}"],
      ['{"contents":[],"tools":[{"functionDeclarations":[', "]}]}"],
      ['{"contents":[],"tools":[{"functionDeclarations":[{"name":"f","parameters":{"enum":[', "]}}]}]}"],
      ['{"contents":[],"safetySettings":[', "]}"],
      ['{"contents":[],"generationConfig":{"responseModalities":[', "]}}"],
      ['{"requests":[', "]}"],
      ['{"x":[', "]}"],
    ],
    members: [
      ["{", "}"],
      ['{"contents":[{', "}]}"],
      ['{"contents":[{"parts":[{', "}]}]}"],
      ['{"contents":[{"parts":[{"inlineData":{', "}}]}]}"],
      ['{"contents":[],"tools":[{', "}]}"],
      ['{"contents":[],"tools":[{"type":"function",', "}]}"],
      ['{"contents":[],"tools":[{"functionDeclarations":[{"parameters":{"properties":{', "}}}]}]}"],
      ['{"contents":[],"generationConfig":{', "}}"],
      ['{"generateContentRequest":{', "}}"],
      ['{"requests":[{', "}]}"],
    ],
  },
  openai: {
    lists: [
      ['{"model":"m","messages":[', "]}"],
      ['{"model":"m","messages":[{"role":"user","content":[', "]}]}"],
      ['{"model":"m","messages":[{"role":"assistant","tool_calls":[', "]}]}"],
      ['{"model":"m","messages":[],"tools":[', "]}"],
      ['{"model":"m","messages":[],"stop":[', "]}"],
      ['{"model":"m","messages":[],"modalities":[', "]}"],
      ['{"model":"m","models":[', "]}"],
      ['{"model":"m","input":[', "]}"],
      ...["enum", "required", "allOf", "anyOf"].map((keyword) => [
        `${asking},"tools":[{"type":"function","function":{"name":"f","parameters":{"${keyword}":[`,
        "]}}}]}",
      ]),
    ],
    members: [
      ['{"model":"m",', "}"],
      ['{"model":"m","messages":[{"role":"user","content":"a",', "}]}"],
      ['{"model":"m","messages":[{"role":"user","content":[{', "}]}]}"],
      ['{"model":"m","messages":[],"tools":[{', "}]}"],
      ['{"model":"m","messages":[],"stream":true,"stream_options":{', "}}"],
      ['{"model":"m","messages":[],"metadata":{', "}}"],
      [`${asking},"generation_config":{`, "}}"],
      ...["properties", "$defs", "patternProperties"].map((keyword) => [
        `${asking},"response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"${keyword}":{`,
        "}}}}}",
      ]),
    ],
  },
};

const elements = {
  google: ["{}", "[]", "0", '"a"', '{"text":"a"}', '{"parts":[{"text":"a"}]}', '{"model":"models/m"}', '{"googleSearch":{}}'],
  openai: [
    "{}", "[]", "0", '"m"', '{"role":"user","content":"a"}', '{"type":"text","text":"a"}',
    '{"type":"image_url","image_url":{"url":"data:image/png;base64,AA"}}', '{"type":"function","function":{"name":"f"}}',
  ],
};
/** `~` stands for the number of each. */
const numbered = [
  '"m~"', '{"model":"m~"}', '{"name":"f~"}', '{"description":"~"}',
  '{"id":"c~","function":{"name":"f~","arguments":"{}"}}',
];
const members = ['"m~":1', '"a":{}', '"type":"string"', '"p~":{"type":"string"}', '"q~":{"$ref":"#/$defs/d"}'];

/** As many of `element` as fit. */
function fill([before, after], element, bytes) {
  const left = bytes - before.length - after.length;
  const pieces = element.split("~");
  if (pieces.length === 1) return `${before}${`${element},`.repeat(left / (element.length + 1) - 1)}${element}${after}`;
  const digits = String(Math.ceil(bytes / element.length)).length;
  const count = Math.floor(left / (element.length + (pieces.length - 1) * (digits - 1) + 1));
  return before + Array.from({ length: count }, (_, i) => pieces.join(i)).join(",") + after;
}

const deep = (bytes, opening, closing) => {
  const depth = Math.floor(bytes / (opening.length + closing.length));
  return opening.repeat(depth) + closing.repeat(depth);
};

/** @returns {{name: string, make: (bytes: number) => string}[]} every place, with everything that may stand there */
export function places(dialect) {
  const { lists, members: objects } = around[dialect];
  const [open, close] = lists[0];
  const made = [
    ...lists.flatMap((place) => [...elements[dialect], ...numbered].map((element) => [place, element])),
    ...objects.flatMap((place) => members.map((element) => [place, element])),
  ].map(([place, element]) => ({
    name: `${place[0]}${element}`,
    make: (bytes) => fill(place, element, bytes),
  }));
  const whole = [
    ["lists in lists", (bytes) => open + deep(bytes - 100, "[", "]") + close],
    ["lists in lists, far apart", (bytes) => open + deep(bytes - 100, `[${" ".repeat(30)}`, "]") + close],
    ["objects in objects", (bytes) => open + deep(bytes - 100, '{"a":', "}").replace(":}", ":1}") + close],
    ["what never ends", (bytes) => "[".repeat(bytes)],
    ["what ends too often", (bytes) => "]".repeat(bytes)],
    ["white space", (bytes) => " ".repeat(bytes)],
    ["a text without an end", (bytes) => `"${"\\".repeat(bytes - 1)}`],
    ["a long number", (bytes) => `{"model":1${"0".repeat(bytes - 20)}}`],
  ].map(([name, make]) => ({ name, make }));
  return [...made, ...whole];
}

/** Lists in lists, at a place where a dialect looks for what it knows; far apart, they are not too many at a body's limit. */
export function deepest(dialect, apart = "") {
  return places(dialect).find(({ name }) => name === `lists in lists${apart}`);
}

/** A tool of as many members as a document may have values at a body's limit. */
export function dearest(dialect) {
  const place = around[dialect].members.find(([before]) => before.endsWith('"tools":[{'));
  return { name: `${place[0]} at its widest`, make: (bytes) => fill(place, '"a member of the tool ~":1', bytes) };
}

const words = {
  google: ["contents", "parts", "text", "role", "inlineData", "mimeType", "data", "tools", "functionDeclarations", "name",
    "parameters", "type", "properties", "generationConfig", "responseModalities", "requests", "model", "systemInstruction",
    "cachedContent", "candidates", "content", "finishReason", "usageMetadata", "error", "message", "code", "details", "@type",
    "violations", "groundingMetadata", "functionCall", "args", "embeddings", "values", "models", "nextPageToken"],
  openai: ["messages", "role", "content", "type", "text", "image_url", "url", "tools", "function", "name", "parameters",
    "arguments", "properties", "required", "enum", "anyOf", "allOf", "$ref", "$defs", "items", "tool_calls", "tool_call_id",
    "response_format", "json_schema", "schema", "stream", "stream_options", "include_usage", "model", "models", "input",
    "metadata", "choices", "delta", "message", "finish_reason", "usage", "error", "code", "param", "data", "id"],
};
const texts = ["", "a", "m", "user", "assistant", "tool", "text", "image_url", "function", "object", "#/$defs/a", "#", "STOP",
  "stop", "data:image/png;base64,AAAA", "https://p.example/1", "AIzaFAKE-key-1", "\u0000", "\ud83d\ude00",
  "type.googleapis.com/google.rpc.QuotaFailure",
  "metric: m, limit: 0", "retry in 3s", "{\"a\":1}", "x".repeat(5000)];
const numbers = ["0", "-1", "1e308", "1e999", "0.1", "429", "9007199254740993", `1${"0".repeat(400)}`];

/** JSON of any shape with words of both dialects. */
function anyJson(random, dialect, depth) {
  const kind = random.below(depth <= 0 ? 4 : 9);
  if (kind === 0) return random.of(["true", "false", "null"]);
  if (kind === 1) return random.of(numbers);
  if (kind <= 3) return JSON.stringify(random.below(8) === 0 ? random.of(texts).repeat(random.below(6)) : random.of(texts));
  const count = random.below(20) === 0 ? random.below(100) : random.below(6);
  const inner = count > 20 ? 0 : depth - 1;
  const items = Array.from({ length: count }, () => anyJson(random, dialect, inner));
  if (kind <= 5) return `[${items.join(",")}]`;
  const own = words[random.below(10) === 0 ? (dialect === "google" ? "openai" : "google") : dialect];
  return `{${items.map((item) => `${JSON.stringify(random.of(own))}:${item}`).join(",")}}`;
}

/** Damaged in one document of four: cut off, or with octets changed. */
function damaged(random, bytes) {
  const damage = random.below(8);
  if (damage === 0) return bytes.subarray(0, random.below(bytes.length + 1));
  for (let i = 0; damage === 1 && i < 8 && bytes.length > 0; ++i) bytes[random.below(bytes.length)] = random.below(256);
  return bytes;
}

export function documentOf(random, dialect) {
  if (random.below(4) === 0) return damaged(random, Buffer.from(random.of(places(dialect)).make(64 + random.below(16_384))));
  if (random.below(16) === 0) return Buffer.from(deepest(dialect).make(1000 + random.below(65_536)));
  const named = ["model", dialect === "google" ? "contents" : "messages", "tools", "stream", random.of(words[dialect])];
  const known = { model: '"m"', stream: "true" };
  const request = `{${named.map((name) => `"${name}":${known[name] ?? anyJson(random, dialect, 7)}`).join(",")}}`;
  return damaged(random, Buffer.from(random.below(10) === 0 ? anyJson(random, dialect, 9) : request));
}

/** What an upstream of that road may say: whole, as events, or as an error. */
export function answersOf(random, { upstream }) {
  const one = () => {
    const inside = anyJson(random, upstream, 6);
    if (upstream === "google") return random.of([inside, `{"candidates":[{"content":{"parts":[${inside}]}}]}`, `{"candidates":${inside}}`]);
    return random.of([inside, `{"choices":[{"delta":${inside}}]}`, `{"choices":[{"message":${inside}}]}`]);
  };
  const status = random.below(3) === 0 ? random.of([201, 204, 302, 400, 401, 403, 404, 413, 418, 429, 499, 500, 503, 529]) : 200;
  const streams = random.below(2) === 0;
  const event = () => {
    const [field, end] = [random.of(["data: ", "data:", ": ", "id: ", ""]), random.of(["\n\n", "\r\n\r\n", "\r\r", "\n"])];
    return `${field}${one()}${end}`;
  };
  const events = Array.from({ length: random.below(12) }, event);
  const text = streams ? `${events.join("")}data: [DONE]\n\n` : random.of([one(), `{"error":${one()}}`, `[${one()}]`]);
  const body = damaged(random, Buffer.from(text));
  const type = streams ? "text/event-stream" : random.of(["application/json", "text/html", ""]);
  return {
    status,
    head: `content-type: ${type}\nretry-after: ${random.of(texts).slice(0, 20)}\n`,
    body,
    pieceBytes: Math.max(random.of([1, 7, 64, 1000, 65_536]), Math.ceil(body.length / 1000)),
  };
}
