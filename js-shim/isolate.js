// Isolate: the one instance that all exchanges of a Worker isolate share, and its gateway.
// Knows when the instance is made, replaced after a trap, and ready for requests; decides nothing.
import module from "./rota.wasm";
import { Core, machine } from "./core.js";
import { action, event } from "./messages.js";
import { outcomeOf } from "./storage.js";

/** How often a request looks whether the gateway is ready: a trap elsewhere may have replaced it meanwhile. */
const ROUNDS = 3;

/** The bindings that wrangler.toml may name. */
const BINDINGS = ["DB", "CONFIG_KV", "API_KEY_MANAGER", "RESPONSE_STORE", "EGRESS", "ASSETS", "RATE_LIMITER"];

let isolate;

/**
 * The instance as it is now, a new one if the last has trapped.
 * @returns {{core: Core, gateway: number, waits: Map<number, () => void>, talks: Map<object, () => void>,
 *   asked: Map<number, object>}} `waits`: what ends the wait for a token; `talks`: what tells an exchange of a trap;
 *   `asked`: what the gateway asked for and was not told of yet, by token
 */
export function isolateFor(env) {
  if (!isolate || isolate.core.dead) {
    const core = new Core(module);
    isolate = { core, gateway: core.open(machine.gateway), waits: new Map(), talks: new Map(), asked: new Map() };
    tell(isolate, event.configure, 0, 0, "", settingsOf(env));
  }
  return isolate;
}

function tell({ core, gateway, asked }, ...told) {
  for (const wanted of core.step(gateway, ...told)) {
    if (wanted.kind === action.log) console.log(wanted.head);
    else asked.set(wanted.token, wanted);
  }
}

/** Until the gateway wants nothing. Each early request asks by itself: what another began may be cancelled with it. */
export async function readied(env) {
  for (let round = 0; round < ROUNDS; round += 1) {
    const own = isolateFor(env);
    if (own.asked.size === 0) return;
    await Promise.all(Array.from(own.asked.values(), (asked) => perform(own, asked, env)));
  }
}

/** The instance has trapped: every exchange on it hears so at once. */
export function mourn({ talks }, trap) {
  if (trap.first !== false) console.error(`rota: the core trapped and was replaced: ${trap.message}`);
  for (const tellOfTrap of talks.values()) tellOfTrap();
}

async function perform(own, asked, env) {
  const told = await outcomeOf(env, asked);
  if (!own.asked.delete(asked.token) || own.core.dead || !told) return; // another request was first
  try {
    tell(own, ...told);
  } catch (trap) {
    mourn(own, trap);
  }
}

/** Every plain variable and secret of the deployment, as the core reads them, and which bindings there are. */
export function settingsOf(env) {
  const texts = Object.entries(env).filter(([, value]) => typeof value === "string");
  const password = env.ADMIN_PASSWORD?.normalize?.("NFC"); // as the panel and the scripts send it
  const bindings = BINDINGS.filter((name) => env[name] && typeof env[name] !== "string").join(",");
  return new TextEncoder().encode(JSON.stringify({ ...Object.fromEntries(texts), ADMIN_PASSWORD: password, bindings }));
}
