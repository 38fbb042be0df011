// A Google that keeps things for each key's project: files with uploads in pieces, caches, batches, interactions, videos.
// What belongs to one key is a 403 for another, as Google itself has it.
// Knows the paths and answers of ai.google.dev/api (November 2026) as far as @google/genai 3.3.0 uses them.
import { answer as answerOfModel } from "./google.mjs";

const json = (body, headers = {}) => ({ headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) });
const refuse = (code, status, message) => ({ status: code, ...json({ error: { code, message, status } }) });

/** Every name in a body that only its owner may use. */
const namesIn = (text) => [...text.matchAll(/(?:files|cachedContents|interactions|batches)\/[\w-]+|v1_[\w-]+/g)].map(([name]) =>
  name.startsWith("v1_") ? `interactions/${name}` : name,
);

export class OwnedGoogle {
  /** name → { key, body } */
  things = new Map();
  uploads = new Map();
  /** Requests for something that another key owns. */
  strangers = [];
  #next = 0;

  /** The script of an upstream (upstream.mjs). */
  script = (call) => {
    const { pathname, searchParams } = new URL(call.url, "http://google.test");
    const upload = searchParams.get("upload_id");
    const named = [...namesIn(pathname), ...namesIn(String(call.body))];
    for (const name of named) {
      const thing = this.things.get(name);
      if (thing && thing.key !== call.key) {
        this.strangers.push(`${call.method} ${call.url}`);
        return refuse(403, "PERMISSION_DENIED", `You do not have permission to access ${name} or it may not exist.`);
      }
    }
    if (upload) return this.#takePiece(call, upload);
    if (pathname.startsWith("/upload/")) return this.#beginUpload(call);
    return this.#answer(call, pathname.replace(/^\/v1(beta|alpha)?\//, ""));
  };

  #make(collection, key, body, id = `${collection.slice(0, 1)}${++this.#next}`) {
    const name = `${collection}/${id}`;
    this.things.set(name, { key, body: { name, ...body } });
    return this.things.get(name).body;
  }

  #makeFile(key, more) {
    const file = this.#make("files", key, { mimeType: "text/plain", state: "ACTIVE", ...more });
    file.uri = `https://generativelanguage.googleapis.com/v1beta/${file.name}`;
    return file;
  }

  #beginUpload(call) {
    if (call.headers["x-goog-upload-command"] !== "start") return json({ file: this.#makeFile(call.key, {}) });
    const id = `UP${++this.#next}`;
    this.uploads.set(id, { key: call.key, bytes: 0 });
    return {
      headers: {
        "x-goog-upload-url": `https://generativelanguage.googleapis.com/upload/v1beta/files?upload_id=${id}&upload_protocol=resumable`,
        "x-goog-upload-status": "active",
      },
      body: "",
    };
  }

  #takePiece(call, id) {
    const upload = this.uploads.get(id);
    if (upload?.key !== call.key) {
      this.strangers.push(`${call.method} ${call.url}`);
      return refuse(403, "PERMISSION_DENIED", "The upload belongs to another project.");
    }
    const command = call.headers["x-goog-upload-command"];
    if (command === "query") {
      return { headers: { "x-goog-upload-status": "active", "x-goog-upload-size-received": String(upload.bytes) }, body: "" };
    }
    upload.bytes += call.body.length;
    if (!command.includes("finalize")) return { headers: { "x-goog-upload-status": "active" }, body: "" };
    return json({ file: this.#makeFile(call.key, { sizeBytes: String(upload.bytes) }) }, { "x-goog-upload-status": "final" });
  }

  #list(collection, member, key, query) {
    const own = [...this.things].filter(([name, thing]) => name.startsWith(`${collection}/`) && thing.key === key);
    const begin = Number(query.get("pageToken") ?? 0);
    const end = begin + 2; // few, so that there are pages
    const page = own.slice(begin, end).map(([, { body }]) => body);
    return json({ ...(page.length && { [member]: page }), ...(end < own.length && { nextPageToken: String(end) }) });
  }

  #answer(call, path) {
    const query = new URL(call.url, "http://google.test").searchParams;
    const [collection, id] = path.split("/");
    if (/:batchGenerateContent$/.test(path)) {
      const batch = this.#make("batches", call.key, {});
      Object.assign(batch, { metadata: { name: batch.name, state: "BATCH_STATE_PENDING" } });
      return json(batch);
    }
    if (collection === "models") return answerOfModel(call);
    if (collection === "interactions" && call.method === "POST" && !id) return this.#interact(call);
    if (call.method === "GET" && !id) return this.#list(collection, collection === "batches" ? "operations" : collection, call.key, query);
    if (call.method === "POST" && !id) return json(this.#make(collection, call.key, { model: call.json.model }));
    const name = `${collection}/${id.split(":")[0]}`;
    const thing = this.things.get(name);
    if (!thing) return refuse(404, "NOT_FOUND", `${name} is not found.`);
    if (call.method === "DELETE") {
      this.things.delete(name);
      return json({});
    }
    return json(thing.body);
  }

  #interact(call) {
    const id = `v1_i${++this.#next}`;
    const usage = { total_input_tokens: 7, total_output_tokens: 5, total_thought_tokens: 3, total_tokens: 15 };
    const steps = [{ type: "model_output", content: [{ type: "text", text: "Guten Tag" }] }];
    const done = { id, object: "interaction", status: "completed", model: call.json.model, role: "model", steps, usage };
    this.things.set(`interactions/${id}`, { key: call.key, body: done });
    if (!call.json.stream) return json(done);
    const event = (type, data) => `event: ${type}\ndata: ${JSON.stringify({ event_type: type, ...data })}\n\n`;
    return {
      headers: { "content-type": "text/event-stream" },
      body: [
        event("interaction.created", { interaction: { id, status: "in_progress", object: "interaction" } }),
        event("step.start", { index: 0, step: { type: "model_output" } }),
        event("step.delta", { index: 0, delta: { type: "text", text: "Guten Tag" } }),
        event("step.stop", { index: 0 }),
        event("interaction.completed", { interaction: done }),
        "data: [DONE]\n\n",
      ],
    };
  }
}
