// KeyPool, ResponseStore, Egress: the Durable Objects that wrangler.toml binds. What the first two do, the machines of the core
// decide.
import { DurableObject } from "cloudflare:workers";
import { machine } from "./core.js";
import { DurableMachine } from "./durable_machine.js";

/** The keys of a pool, or of one shard of it. */
export class KeyPool extends DurableMachine {
  constructor(ctx, env) {
    super(ctx, env, machine.pool, "value");
  }
}

/** The responses that are stored for one client. They may be large: none is read before it is wanted. */
export class ResponseStore extends DurableMachine {
  constructor(ctx, env) {
    super(ctx, env, machine.responses, "x''");
  }
}

/** A place that calls go out from. */
export class Egress extends DurableObject {
  fetch(request) {
    return fetch(request);
  }
}
