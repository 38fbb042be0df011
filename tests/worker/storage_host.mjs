// A Worker around js-shim/storage.js alone: POST an action as JSON, get what a machine would be told.
// Knows how to carry bytes in JSON; refuses to know what they mean. `env` in the JSON overrides bindings, null unbinds.
import { outcomeOf } from "../../js-shim/storage.js";

export default {
  async fetch(request, bindings) {
    const { env, body, ...asked } = await request.json();
    const told = await outcomeOf({ ...bindings, ...env }, { token: 7, number: 5000, ...asked, body: Uint8Array.fromBase64(body) });
    if (!told) return Response.json(null);
    const [kind, token, , head, bytes] = told;
    return Response.json({ kind, token, head, body: bytes?.toBase64() });
  },
};
