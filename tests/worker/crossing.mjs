// The Worker with everything counted that a body costs on its way: how it is read, and how often its bytes cross the
// boundary of the core. Knows one private route, GET /test-counts; everything else goes to the Worker unchanged.
import worker from "../../js-shim/worker.js";
import { Core } from "../../js-shim/core.js";
import { action, event } from "../../js-shim/messages.js";

export { Egress, KeyPool } from "../../js-shim/worker.js";

const bodies = () => ({ whole: 0, pieces: 0 });
const counts = { request: bodies(), answer: bodies(), bytes: {}, steps: 0 };

const countBytes = (name, body) => (counts.bytes[name] = (counts.bytes[name] ?? 0) + (body?.byteLength ?? 0));
const eventNames = new Map(Object.entries(event).map(([name, kind]) => [kind, name]));
const actionNames = new Map(Object.entries(action).map(([name, kind]) => [kind, name]));

const step = Core.prototype.step;
Core.prototype.step = function (handle, kind, token, number, head, body) {
  counts.steps += 1;
  countBytes(eventNames.get(kind), body);
  const actions = step.call(this, handle, kind, token, number, head, body);
  for (const asked of actions) countBytes(actionNames.get(asked.kind), asked.body);
  return actions;
};

/** `object` with some of its members replaced; what is left keeps working, which knows only the object itself. */
const replaced = (object, members) =>
  new Proxy(object, {
    get(target, name) {
      if (Object.hasOwn(members, name)) return members[name];
      const value = target[name];
      return typeof value === "function" ? value.bind(target) : value;
    },
  });

function countedBody(body, read) {
  const piece = (give) => (...how) => {
    read.pieces += 1;
    return give(...how);
  };
  return replaced(body, {
    getReader(...options) {
      const reader = body.getReader(...options);
      return replaced(reader, { read: piece(reader.read.bind(reader)), readAtLeast: piece(reader.readAtLeast?.bind(reader)) });
    },
    [Symbol.asyncIterator](...options) {
      const each = body[Symbol.asyncIterator](...options);
      return replaced(each, { next: piece(each.next.bind(each)) });
    },
  });
}

/** A request or a response whose body's readings are counted in `read`. */
function counted(message, read) {
  return replaced(message, {
    body: message.body && countedBody(message.body, read),
    arrayBuffer() {
      read.whole += 1;
      return message.arrayBuffer();
    },
  });
}

const fetchOutside = globalThis.fetch;
globalThis.fetch = async (...call) => counted(await fetchOutside(...call), counts.answer);

export default {
  fetch(request, env, ctx) {
    if (new URL(request.url).pathname === "/test-counts") return Response.json(counts);
    return worker.fetch(counted(request, counts.request), env, ctx);
  },
  scheduled: worker.scheduled,
};
