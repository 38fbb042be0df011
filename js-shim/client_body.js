// Client body: what a client sends behind its request's head, read as the core wants it.
// Knows how workerd reads a stream cheapest; decides nothing.
import { within } from "./storage.js";

/** A body of one piece up to this size is kept until the answer begins: should the instance trap, the next one reads it. */
const KEPT_BYTES = 65_536;

/** A body that nobody wants is read on while it comes without such a pause, and for no longer than this in all. */
const DRAIN_PAUSE_MS = 50;
const DRAIN_MS = 2_000;
const DRAIN_BYTES = 262_144;

export class ClientBody {
  /** The Content-Length; -1 when it is unknown, 0 when no body comes. */
  declared;
  #request;
  #reader;
  /** Memory for the next piece: whoever gets one has taken it when he asks for another. */
  #space;
  #taken = 0;
  #whole;
  #reading;
  #ended = false;
  /** True once some of it has been given away and is not kept. */
  lost = false;

  /** @param {Request} [request] none: there is no body */
  constructor(request) {
    this.#request = request?.body ? request : undefined;
    this.declared = this.#request ? Number(request.headers.get("content-length") ?? -1) : 0;
  }

  /** @returns {Promise<Uint8Array | undefined>} the next bytes, `most` of them unless it ends; nothing at its end */
  next(most) {
    this.#reading ??= this.#read(most).finally(() => (this.#reading = undefined));
    return this.#reading;
  }

  async #read(most) {
    if (this.#ended || !this.#request) return undefined;
    const { declared } = this;
    if (declared >= 0 && declared <= most) {
      this.#whole ??= new Uint8Array(await this.#request.arrayBuffer());
      this.#ended = true;
      const whole = this.#whole;
      if (whole.byteLength > KEPT_BYTES) this.forget();
      return whole.byteLength === 0 ? undefined : whole;
    }
    this.lost = true;
    this.#reader ??= this.#request.body.getReader({ mode: "byob" });
    const wanted = declared < 0 ? most : Math.min(most, declared - this.#taken);
    const space = this.#space?.byteLength >= wanted ? this.#space : new ArrayBuffer(most);
    const { done, value } = await this.#reader.readAtLeast(wanted, new Uint8Array(space, 0, wanted));
    this.#space = value?.buffer;
    this.#taken += value?.byteLength ?? 0;
    this.#ended = done || this.#taken === declared;
    return value?.byteLength > 0 ? value : undefined;
  }

  /** Reads what the client is sending behind an answer that stands: a connection closed over it would lose the answer. */
  async drain() {
    if (!this.#request || this.#ended || this.#reading || this.#whole) return;
    const until = Date.now() + DRAIN_MS;
    try {
      this.#reader ??= this.#request.body.getReader({ mode: "byob" });
      while (!this.#ended && Date.now() < until) {
        const read = await within(DRAIN_PAUSE_MS, this.#reader.readAtLeast(1, new Uint8Array(DRAIN_BYTES)), { done: true });
        this.#ended = read.done;
      }
    } catch {
      this.#ended = true; // the client has left
    }
  }

  /** Begins anew, if nothing is lost. */
  rewind() {
    this.#ended = this.lost;
  }

  /** Nobody will begin anew. */
  forget() {
    this.#whole = this.#space = undefined;
    this.lost = true;
  }
}
