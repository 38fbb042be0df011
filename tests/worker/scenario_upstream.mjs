// A Gemini that plays whole conversations: a tool loop, structured output, pictures, embeddings; and that refuses, as
// Google does, what Google would refuse.
// Knows the rules of contents, calls, signatures and schemas (Google API docs, Aug 2026) and what it has said itself;
// refuses to know which client asks and what OpenAI's dialect looks like.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { brokenRule } from "../host/google/rules.mjs";
import { chunk, event, streamOf, usageOf } from "./google.mjs";
import { startUpstream } from "./upstream.mjs";

const jsonType = { "content-type": "application/json; charset=UTF-8" };

const known = {
  request: words(
    "contents systemInstruction tools toolConfig safetySettings generationConfig cachedContent serviceTier",
  ),
  config: words(
    "temperature topP topK maxOutputTokens candidateCount stopSequences presencePenalty frequencyPenalty seed " +
      "responseLogprobs logprobs responseMimeType responseJsonSchema responseSchema responseModalities " +
      "thinkingConfig speechConfig imageConfig mediaResolution",
  ),
  part: words("text inlineData fileData functionCall functionResponse thoughtSignature mediaResolution videoMetadata"),
  declaration: words("name description parametersJsonSchema"),
  schema: words(
    "type format title description default enum $ref $defs anyOf properties required propertyOrdering " +
      "additionalProperties minProperties maxProperties items prefixItems minItems maxItems uniqueItems minimum " +
      "maximum minLength maxLength pattern",
  ),
};
const payloads = ["text", "inlineData", "fileData", "functionCall", "functionResponse"];

/** What a picture is called in an answer: only who has its very bytes can say it. */
export const describePicture = (mimeType, bytes) => `${mimeType}, ${bytes.length} bytes, sha256 ${sha256(bytes)}`;

/** The vector of a text, of decimals as Google prints them. */
export function vectorOf(text, dimensions = 8) {
  const digest = createHash("sha256").update(text).digest();
  return Array.from({ length: dimensions }, (_, i) => Number(((digest[i % 32] - 127.5) / 1280 + i * 1e-7).toFixed(9)));
}

/** The value that answers a schema: it has what the schema names, so it shows that the schema arrived. */
export function valueFor(schema, root = schema) {
  if (schema.$ref) return valueFor(resolve(schema.$ref, root), root);
  if (schema.enum) return schema.enum.at(-1);
  if (schema.anyOf) return valueFor(schema.anyOf[0], root);
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (type === "object") {
    const entries = Object.entries(schema.properties ?? {});
    return Object.fromEntries(entries.map(([name, property]) => [name, valueFor(property, root)]));
  }
  if (type === "array") return Array.from({ length: schema.minItems ?? 1 }, () => valueFor(schema.items, root));
  if (type === "integer" || type === "number") return schema.minimum ?? 7;
  return type === "boolean" ? true : type === "null" ? null : `an "${schema.description ?? type}" – ünïcode`;
}

/** The temperatures that the tool loop expects its caller's get_weather to tell. */
export const temperatures = { Paris: 21, Oslo: 4 };

/** What the loop says in the end, made of the results it was given. */
export const verdict = "Paris is warmer than Oslo by 17 degrees.";

/**
 * Starts it. The model's name chooses the behaviour: "-ids" gives calls ids of its own; "gemini-3" signs and checks
 * signatures; anything else does neither. Returns startUpstream()'s object; `refusals` lists what it answered with 400.
 */
export async function startScenario() {
  const scenario = new Scenario();
  const upstream = await startUpstream((call) => scenario.reply(call));
  upstream.refusals = scenario.refusals;
  upstream.rules = false; // the scenario keeps to them itself
  return upstream;
}

class Scenario {
  refusals = [];
  /** The calls that this model made, as parts. */
  #made = [];

  reply(call) {
    try {
      const verbs = /^\/v1beta\/models\/[^/:]+:(generateContent|streamGenerateContent\?alt=sse|batchEmbedContents)$/;
      assert.match(call.url, verbs);
      return call.verb === "batchEmbedContents" ? embed(call) : this.#generate(call);
    } catch (error) {
      this.refusals.push(error.message);
      const refusal = { code: 400, message: error.message, status: "INVALID_ARGUMENT" };
      return { status: 400, headers: jsonType, body: JSON.stringify({ error: refusal }) };
    }
  }

  #generate(call) {
    const { json: request, model } = call;
    checkRequest(request);
    const broken = brokenRule(call);
    assert(!broken, broken);
    this.#checkCalls(request.contents, model);
    const parts = this.#answer(request, model);
    return call.verb === "generateContent" ? whole(parts) : pieces(parts);
  }

  #answer({ contents, tools, toolConfig, generationConfig = {} }, model) {
    const last = contents.at(-1);
    const pictures = last.parts.filter(({ inlineData }) => inlineData);
    if (pictures.length > 0) {
      const told = pictures.map(({ inlineData }) =>
        describePicture(inlineData.mimeType, Buffer.from(inlineData.data, "base64")),
      );
      return [{ text: `I see: ${told.join("; ")}` }];
    }
    const schema = generationConfig.responseJsonSchema;
    if (schema) return [{ text: JSON.stringify(valueFor(schema)) }];
    if (generationConfig.responseMimeType === "application/json") return [{ text: '{"plain":"json"}' }];
    if (!tools) return [{ text: `You said: ${last.parts.map(({ text }) => text).join("|")}` }];
    const { mode, allowedFunctionNames: only } = toolConfig?.functionCallingConfig ?? {};
    if (mode === "NONE") return [{ text: "I may not call anything." }];
    const declared = tools[0].functionDeclarations;
    const allowed = declared.find(({ name }) => !only || only.includes(name));
    if (mode === "ANY") return [this.#call(allowed, undefined, model)];
    return this.#loop(contents, declared, model);
  }

  /** Two cities at once, then their comparison, then the verdict. */
  #loop(contents, declared, model) {
    const results = currentTurn(contents).flatMap(({ parts }) => parts.flatMap((part) => part.functionResponse ?? []));
    const [weather, compare] = ["get_weather", "compare"].map((wanted) => {
      const declaration = declared.find(({ name }) => name === wanted);
      assert(declaration, `there is no function ${wanted}`);
      return declaration;
    });
    if (results.length === 0) {
      const calls = Object.keys(temperatures).map((city, i) => this.#call(weather, { city }, model, i === 0));
      return [{ text: "Let me look. " }, ...calls];
    }
    if (results.length === 2) {
      const [first, second] = results.map(({ response }) => response.celsius);
      return [this.#call(compare, { first, second, note: 'a "b" \\ ü 🌍\n' }, model)];
    }
    assert.equal(results.length, 3);
    return [{ text: "Paris is warmer than Oslo by " }, { text: `${results[2].response.output} degrees.` }];
  }

  #call({ name, parametersJsonSchema }, args, model, signed = true) {
    const values = args ?? valueFor(parametersJsonSchema);
    const made = { name, args: values, ...(model.includes("-ids") && { id: `id${this.#made.length}abc` }) };
    const said = `signature ${this.#made.length} of ${name} \u00ff\u00fb?>`.repeat(80); // as long as Google's, and no base64url
    const signature = Buffer.from(said, "latin1").toString("base64");
    const part = { functionCall: made, ...(signed && isThird(model) && { thoughtSignature: signature }) };
    this.#made.push(part);
    return part;
  }

  /** Calls come back as they were made, each step's first with its signature. */
  #checkCalls(contents, model) {
    const current = new Set(currentTurn(contents));
    for (const content of contents) {
      const calls = content.parts.filter(({ functionCall }) => functionCall);
      for (const [i, { functionCall, thoughtSignature }] of calls.entries()) {
        if (isThird(model) && current.has(content) && i === 0) {
          assert(thoughtSignature, "Function call is missing a thought_signature in functionCall parts.");
        }
        const made = this.#made.find(
          (part) => part.thoughtSignature === thoughtSignature && isDeepStrictEqual(part.functionCall, functionCall),
        );
        assert(made, `nobody made the call ${JSON.stringify(functionCall)} signed ${thoughtSignature}`);
      }
    }
  }
}

function words(list) {
  return new Set(list.split(" "));
}

const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const isThird = (model) => model.startsWith("gemini-3");

function resolve(ref, root) {
  if (ref === "#") return root;
  const definition = root.$defs?.[/^#\/\$defs\/(.+)$/.exec(ref)?.[1]];
  assert(definition, `reference to undefined schema at ${ref}`);
  return definition;
}

/** What follows the last content that a person wrote. */
function currentTurn(contents) {
  const asked = contents.findLastIndex(
    ({ role, parts }) => role === "user" && parts.some(({ functionResponse }) => !functionResponse),
  );
  return contents.slice(asked + 1);
}

function checkNames(object, allowed, where) {
  for (const name of Object.keys(object)) {
    const told = `Invalid JSON payload received. Unknown name "${name}" at '${where}': Cannot find field.`;
    assert(allowed.has(name), told);
  }
}

function checkRequest(request) {
  checkNames(request, known.request, "");
  const config = request.generationConfig ?? {};
  checkNames(config, known.config, "generation_config");
  if (config.responseJsonSchema) checkSchema(config.responseJsonSchema, "response");
  checkTools(request);
  checkContents(request.contents);
}

function checkTools({ tools, toolConfig }) {
  assert(!toolConfig || tools, "Function calling config is set without function_declarations.");
  for (const tool of tools ?? []) {
    checkNames(tool, words("functionDeclarations googleSearch"), "tools");
    for (const declaration of tool.functionDeclarations ?? []) {
      checkNames(declaration, known.declaration, "tools.function_declarations");
      assert.match(declaration.name, /^[A-Za-z_][\w.-]{0,63}$/, "Invalid function name");
      const schema = declaration.parametersJsonSchema;
      if (!schema) continue;
      assert.equal(schema.type, "object", `parameters of ${declaration.name} should be of type OBJECT`);
      checkSchema(schema, declaration.name);
    }
  }
}

function checkSchema(schema, where, root = schema) {
  checkNames(schema, known.schema, where);
  const names = Object.keys(schema);
  if (schema.$ref) {
    assert(names.every((name) => name.startsWith("$")), `${where}: $ref has siblings: ${names}`);
    resolve(schema.$ref, root);
  }
  const { properties = {}, $defs = {}, anyOf = [], prefixItems = [], items, additionalProperties, required } = schema;
  for (const name of required ?? []) {
    assert(Object.hasOwn(properties, name), `${where}: property ${name} is not defined`);
  }
  const below = [...Object.entries(properties), ...Object.entries($defs), ...anyOf.entries(), ...prefixItems.entries()];
  if (items) below.push(["items", items]);
  if (typeof additionalProperties === "object") below.push(["additionalProperties", additionalProperties]);
  for (const [name, part] of below) checkSchema(part, `${where}.${name}`, root);
}

function checkContents(contents) {
  assert(contents?.length > 0, "* GenerateContentRequest.contents: contents is not specified");
  for (const [i, { role, parts, ...rest }] of contents.entries()) {
    assert.deepEqual(rest, {}, "a content has role and parts only");
    assert.equal(role, i % 2 === 0 ? "user" : "model", "roles do not alternate, from user on");
    assert(parts?.length > 0, "contents.parts must not be empty");
    parts.forEach(checkPart);
    checkResponses(contents[i - 1]?.parts ?? [], parts);
  }
  assert.equal(contents.at(-1).role, "user", "the conversation ends with the model's own words");
}

function checkPart(part) {
  checkNames(part, known.part, "contents.parts");
  assert.equal(payloads.filter((name) => name in part).length, 1, "a part has one of data");
  assert(part.text !== "", "Unable to submit request because it must have a text parameter.");
  if (part.functionCall) assert(isObject(part.functionCall.args), "args is no Struct");
  if (part.functionResponse) assert(isObject(part.functionResponse.response), "response is no Struct");
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function checkResponses(before, parts) {
  const calls = before.flatMap(({ functionCall }) => functionCall ?? []);
  const responses = parts.flatMap(({ functionResponse }) => functionResponse ?? []);
  const told = "The number of function response parts is not equal to the number of function call parts.";
  assert.equal(responses.length, calls.length, told);
  assert(parts.slice(0, responses.length).every(({ functionResponse }) => functionResponse), "responses come first");
  const asKeys = (list) => list.map(({ name, id }) => `${name} ${id}`);
  assert.deepEqual(asKeys(responses), asKeys(calls), "the responses are not in the order of the calls");
}

const finish = { finishReason: "STOP" };
const spent = usageOf(31, 17);

function whole(parts) {
  const answer = chunk("", { ...finish, usage: spent });
  answer.candidates[0].content.parts = parts;
  return { headers: jsonType, body: JSON.stringify(answer, null, 2) };
}

/** An event a part, long texts in two, and the end on its own, as recorded of Gemini 3. */
function pieces(parts) {
  const halves = parts.flatMap((part) => {
    const letters = [...(part.text ?? "")];
    const middle = Math.ceil(letters.length / 2);
    if (middle < 2) return part;
    return [letters.slice(0, middle), letters.slice(middle)].map((half) => ({ text: half.join("") }));
  });
  const events = halves.map((part) => {
    const answer = chunk("", { usage: usageOf(31, 0) });
    answer.candidates[0].content.parts = [part];
    return event(answer);
  });
  return streamOf(...events, event(chunk("", { ...finish, usage: spent })));
}

/** At the most 100 at a time, each under the model of the path. */
function embed({ json, model }) {
  const { requests, ...rest } = json;
  assert.deepEqual(rest, {});
  assert(requests.length <= 100, "* BatchEmbedContentsRequest.requests: at most 100 requests can be in one batch");
  const embeddings = requests.map((request) => {
    assert.equal(request.model, `models/${model}`);
    const [{ text }] = request.content.parts;
    return { values: vectorOf(text, request.outputDimensionality) };
  });
  const usageMetadata = { promptTokenCount: requests.length * 3 };
  return { headers: jsonType, body: JSON.stringify({ embeddings, usageMetadata }, null, 2) };
}
