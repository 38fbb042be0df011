// Floors: Workers that do the least which a gateway must do with a request, in workerd as Rota is.
// Knows the cheapest ways of workerd's to read and to write; refuses to know what any byte means.
import { Miniflare } from "miniflare";
import { compatibility } from "../worker/harness.mjs";

/** Sends the request on, with the key that Rota would use, and what `body` makes of it; `answer` is what goes back. */
const floor = (body, answer) => `
  export default {
    async fetch(request, env) {
      const { pathname, search } = new URL(request.url);
      const headers = { "content-type": "application/json", "x-goog-api-key": "AIzaFAKE-floor" };
      const url = env.UPSTREAM + (env.PATH || pathname + search);
      const response = await fetch(url, { method: "POST", headers, body: ${body} });
      ${answer}
    },
  };`;

const sources = {
  /** Nothing is read. */
  forward: floor("request.body", "return response;"),
  /** Both bodies are read whole. */
  read: floor(
    "await request.arrayBuffer()",
    `return new Response(await response.arrayBuffer(), { headers: { "content-type": response.headers.get("content-type") } });`,
  ),
  /** The request is read whole, the answer goes on piece by piece, read into memory that is used again. */
  relay: floor(
    "await request.arrayBuffer()",
    `const { readable, writable } = new IdentityTransformStream();
     const relay = async () => {
       const reader = response.body.getReader({ mode: "byob" });
       const writer = writable.getWriter();
       let buffer = new ArrayBuffer(65536);
       while (true) {
         const { done, value } = await reader.read(new Uint8Array(buffer));
         if (done) break;
         await writer.write(value);
         buffer = value.buffer;
       }
       await writer.close();
     };
     relay();
     return new Response(readable, { headers: { "content-type": response.headers.get("content-type") } });`,
  ),
};

/**
 * Starts one, in a process of its own.
 * @param {keyof typeof sources} name @param {string} upstream its URL @param {string} path what is asked for there
 * @returns {Promise<{url: string, stop: () => Promise<void>}>}
 */
export async function startFloor(name, upstream, path) {
  const miniflare = new Miniflare({
    ...compatibility,
    name,
    modules: true,
    script: sources[name],
    bindings: { UPSTREAM: upstream, PATH: path },
    unsafeDirectSockets: [{ port: 0 }],
    stripCfConnectingIp: false,
    cf: false,
    port: 0,
  });
  await miniflare.ready;
  return { url: (await miniflare.unsafeGetDirectURL(name)).origin, stop: () => miniflare.dispose() };
}
