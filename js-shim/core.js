// Core: one instance of the Wasm, its memory and its handles.
// Knows the boundary (wasm/abi/wire.h, wasm/abi/exports.cpp) and nothing of what any message means.

/** The instance has trapped: it answers nothing any more and must be replaced. `first`: in this very call. */
export class Trap extends Error {
  first = false;
}

export const machine = Object.freeze({ gateway: 1, exchange: 2, pool: 3, responses: 4 });

const ABI_VERSION = 3;
const MESSAGE_BYTES = 32;
const BATCH_BYTES = 8;
const NOTHING = new Uint8Array(0);

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Gives 64 random bits a call, drawn many at once: a draw costs microseconds, whatever its size. */
function randomSeeds() {
  const drawn = new Uint32Array(256);
  let at = drawn.length;
  return () => {
    if (at === drawn.length) {
      crypto.getRandomValues(drawn);
      at = 0;
    }
    at += 2;
    return drawn.subarray(at - 2, at);
  };
}

export class Core {
  #exports;
  #dead = false;
  #now;
  #seed;

  /**
   * @param {WebAssembly.Module} module the build of wasm/; it imports nothing
   * @param {{now?: () => number, seed?: () => Iterable<number>}} [world] the clock in ms since 1970, and two random
   *   32-bit integers for each machine
   */
  constructor(module, { now = Date.now, seed = randomSeeds() } = {}) {
    this.#now = now;
    this.#seed = seed;
    this.#exports = new WebAssembly.Instance(module, {}).exports;
    this.#exports._initialize?.();
    const version = this.#exports.rota_abi_version();
    if (version !== ABI_VERSION) throw new Error(`rota.wasm speaks version ${version}, the shim ${ABI_VERSION}`);
  }

  /** True after a trap. */
  get dead() {
    return this.#dead;
  }

  /** What the instance takes of the isolate's memory. */
  get memoryBytes() {
    return this.#exports.memory.buffer.byteLength;
  }

  /** Makes a machine. @returns {number} its handle */
  open(kind, parent = 0) {
    const [low, high] = this.#seed();
    return this.#guard(() => this.#exports.rota_open(kind, parent, low, high) >>> 0);
  }

  /**
   * Hands one event to a machine.
   * @param {string} head @param {Uint8Array} [body] both are copied into the core's memory, once
   * @returns {{kind: number, token: number, number: number, head: string, body: Uint8Array}[]} what it asks for, in
   *   order; heads and bodies are copies of the caller's own
   */
  step(handle, kind, token = 0, number = 0, head = "", body = undefined) {
    return this.#guard(() => {
      const bodyBytes = body?.byteLength ?? 0;
      let headBytes = 0;
      if (head.length + bodyBytes > 0) {
        // A UTF-16 unit takes three bytes of UTF-8 at the most.
        const room = head.length * 3 + bodyBytes;
        const address = this.#exports.rota_reserve(handle, room) >>> 0;
        if (address === 0) return []; // there is no such machine, and nothing may be written at 0
        const space = new Uint8Array(this.#exports.memory.buffer, address, room);
        if (head.length > 0) headBytes = encoder.encodeInto(head, space).written;
        if (bodyBytes > 0) space.set(body, headBytes);
      }
      const batch = this.#exports.rota_step(handle, kind, token, number, headBytes, bodyBytes, this.#now()) >>> 0;
      return batch === 0 ? [] : this.#read(batch);
    });
  }

  /** Ends a machine. On a dead instance there is nothing left to end. */
  close(handle) {
    if (!this.#dead) this.#guard(() => this.#exports.rota_close(handle));
  }

  #read(batch) {
    const buffer = this.#exports.memory.buffer;
    const view = new DataView(buffer);
    const actions = new Array(view.getUint32(batch, true));
    for (let i = 0; i < actions.length; ++i) {
      const at = batch + BATCH_BYTES + i * MESSAGE_BYTES;
      const head = view.getUint32(at + 16, true);
      const headBytes = view.getUint32(at + 20, true);
      const body = view.getUint32(at + 24, true);
      const bodyBytes = view.getUint32(at + 28, true);
      actions[i] = {
        kind: view.getUint32(at, true),
        token: view.getUint32(at + 4, true),
        number: view.getFloat64(at + 8, true),
        head: headBytes === 0 ? "" : decoder.decode(new Uint8Array(buffer, head, headBytes)),
        // Copied by the constructor, for slice() fills its copy with zeros first.
        body: bodyBytes === 0 ? NOTHING : new Uint8Array(new Uint8Array(buffer, body, bodyBytes)),
      };
    }
    return actions;
  }

  #guard(call) {
    if (this.#dead) throw new Trap("the instance has trapped before");
    try {
      return call();
    } catch (error) {
      this.#dead = true;
      throw Object.assign(new Trap(String(error)), { first: true });
    }
  }
}
