// Every recorded embeddings answer of Gemini's as OpenAI's: valid by the published schema, with the same vectors in the
// same order, as numbers and in base64. Knows what single precision keeps of a number; refuses to know any model.
import assert from "node:assert/strict";
import test from "node:test";
import { complete, fixturesOf, jsonOf, readFixture, Rota, Tally } from "./harness.mjs";
import { checkOpenai } from "./openai_schema.mjs";

const rota = new Rota();
const kinds = ["gemini.embed.res", "gemini.batchembed.res"];

/** The recorded vectors: batchEmbedContents answers with a list of them, embedContent with one. */
const vectorsOf = ({ embeddings, embedding }) => (embeddings ?? [embedding]).map(({ values }) => values);

/** Asks for as many texts as the recording has vectors. */
function ask(path, count, more) {
  const request = { model: "gemini-embedding-2", input: Array.from({ length: count }, (_, i) => `text ${i}`), ...more };
  return rota.send("/v1/embeddings", request, () => ({ chunks: [readFixture(path)] }));
}

/** The answer's vectors, after everything around them was found right. `read` makes numbers of what stands there. */
function answered(path, more, read) {
  const recorded = jsonOf(path);
  const { length } = vectorsOf(recorded);
  const { status, body } = ask(path, length, more);
  assert.equal(status, 200, String(body));
  const answer = JSON.parse(body);
  const tokens = recorded.usageMetadata?.promptTokenCount ?? 0;
  assert.deepEqual(answer.usage, { prompt_tokens: tokens, total_tokens: tokens });
  assert.equal(answer.data.length, length, "one vector a text");
  const vectors = answer.data.map(({ index, embedding }, i) => {
    assert.equal(index, i);
    return read(embedding);
  });
  for (const [i, one] of answer.data.entries()) one.embedding = vectors[i]; // the schema knows numbers only
  checkOpenai("CreateEmbeddingResponse", answer);
  return vectors;
}

function numbers(embedding) {
  assert.ok(Array.isArray(embedding), "numbers");
  return embedding;
}

function floats(embedding) {
  assert.match(embedding, /^[A-Za-z0-9+/]+={0,2}$/u);
  const octets = Buffer.from(embedding, "base64");
  assert.equal(octets.toString("base64"), embedding, "padded as it must be");
  return Array.from({ length: octets.length / 4 }, (_, i) => octets.readFloatLE(i * 4));
}

function tryAll(title, check) {
  test(title, () => {
    const tally = new Tally(title);
    for (const fixture of fixturesOf(...kinds)) {
      tally.try(fixture, () => check(fixture.path, vectorsOf(jsonOf(fixture.path))));
    }
    const { passed, all } = tally.report();
    assert.ok(all >= (complete ? 18 : 1), `only ${all} fixtures were found`);
    assert.equal(passed, all);
  });
}

tryAll("F5: recorded embeddings answers, as numbers", (path, vectors) => {
  assert.deepEqual(answered(path, {}, numbers), vectors);
  assert.deepEqual(answered(path, { encoding_format: "float" }, numbers), vectors);
});

tryAll("F5: recorded embeddings answers, in base64", (path, vectors) => {
  const singles = vectors.map((vector) => vector.map(Math.fround));
  assert.deepEqual(answered(path, { encoding_format: "base64" }, floats), singles);
});

/** gemini-embedding-001 leaves shortened vectors as long as they come; OpenAI's have unit length (TRANSLATION: 15). */
tryAll("F5: recorded embeddings answers, brought to unit length", (path, vectors) => {
  const more = { model: "gemini-embedding-001", dimensions: 768 };
  const lengthOf = (vector) => Math.hypot(...vector);
  for (const [encoding_format, read] of [["float", numbers], ["base64", floats]]) {
    const given = answered(path, { ...more, encoding_format }, read);
    for (const [i, vector] of given.entries()) {
      assert.ok(Math.abs(lengthOf(vector) - 1) < 1e-5, `length ${lengthOf(vector)}`);
      const length = lengthOf(vectors[i]);
      for (const [at, value] of vector.entries()) {
        assert.ok(Math.abs(value - vectors[i][at] / length) < 1e-6, `${value} for ${vectors[i][at]}`);
      }
    }
  }
});

/** Vertex AI's :predict answers in a form of its own, which no path that Rota calls ever answers with. */
test("F5: another API's embeddings are the upstream's error", () => {
  for (const { path } of fixturesOf("vertex.embed.res")) {
    assert.ok(jsonOf(path).predictions, "a form of Vertex AI's");
    const { status, body } = ask(path, 2);
    assert.equal(status, 502);
    checkOpenai("ErrorResponse", JSON.parse(body));
    console.log(`#   not translated: ${path}: Vertex AI's predictions, which the Gemini API does not answer with`);
  }
});
