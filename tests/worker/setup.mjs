// The usual pair of a test: a scripted upstream and a Worker in front of it, both ended with the test.
// Knows the defaults that most tests share; what a test is about, it says itself.
import { after, before } from "node:test";
import { poolKeys } from "./google.mjs";
import { startRota } from "./harness.mjs";
import { startUpstream } from "./upstream.mjs";

export const clientKey = "sk-client-canary-0123456789abcdef";
export const model = "gemini-3.6-flash";

/** A chat request of one message, with whatever else is given. */
export const ask = (content = "Hello", more = {}) => ({ model, messages: [{ role: "user", content }], ...more });

/**
 * Starts both. `keys`: how many keys the pool holds. Clients need no key unless the settings say so. The other options
 * are startRota's. Returns { upstream, rota, keys, stop }.
 */
export async function startPair({ script, keys = 3, settings = {}, ...options } = {}) {
  const secrets = poolKeys(keys);
  const upstream = await startUpstream(script);
  const rota = await startRota({
    upstream,
    settings: { API_KEYS: secrets.join(","), ALLOW_ANONYMOUS: "1", ...settings },
    ...options,
  });
  const stop = async () => {
    await rota.stop();
    await upstream.stop();
  };
  return { upstream, rota, keys: secrets, stop };
}

/** One pair for all tests of the suite (or file) in which this is called. Filled in before the first test. */
export function sharePair(options) {
  const pair = {};
  before(async () => Object.assign(pair, await startPair(options)));
  after(() => pair.stop?.());
  return pair;
}

/** A pair for one test, ended with it. */
export async function ownPair(t, options) {
  const pair = await startPair(options);
  t.after(pair.stop);
  return pair;
}
