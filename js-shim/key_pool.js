// KeyPool: the Durable Object around the pool's machine: its instance, its rows, its timers, its alarm.
// Knows SQLite storage and nothing of keys. A step is synchronous from bytes in to bytes out, so a call answered in its
// own step is atomic; the output gate holds every reply until what was stored is durable.
import { DurableObject } from "cloudflare:workers";
import module from "./rota.wasm";
import { Core, machine } from "./core.js";
import { settingsOf } from "./isolate.js";
import { action, event } from "./messages.js";
import { outcomeOf, within } from "./storage.js";

/** How long calls wait for the pool to load; workerd resets an object that keeps them waiting for 30 s. */
const LOAD_MS = 15_000;

export class KeyPool extends DurableObject {
  #core = new Core(module);
  #handle = this.#core.open(machine.pool);
  #sql;
  /** Calls under way: what takes the reply, by token. */
  #calls = new Map();
  #lastCall = 0;
  /** When the earliest alarm known of is due, ms since 1970. */
  #alarmDue = Infinity;

  constructor(ctx, env) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    // All of it inside: the gate would hold back what I/O begun before it brings.
    ctx.blockConcurrencyWhile(() => within(LOAD_MS, this.#load()));
  }

  #load() {
    this.#sql.exec("CREATE TABLE IF NOT EXISTS pool_rows (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID");
    const begun = [this.#tell(event.configure, 0, 0, "", settingsOf(this.env))];
    for (const { name, value } of this.#sql.exec("SELECT name, value FROM pool_rows")) {
      begun.push(this.#tell(event.stored, 0, 0, name, new Uint8Array(value)));
    }
    begun.push(this.#tell(event.ready));
    return Promise.all(begun);
  }

  /** One pool call. @param {Uint8Array} body @returns {Uint8Array | Promise<Uint8Array>} the reply */
  call(body) {
    const token = (this.#lastCall = (this.#lastCall + 1) >>> 0);
    let reply;
    this.#calls.set(token, (bytes) => (reply = bytes));
    this.#tell(event.pool_call, token, 0, "", body);
    return reply ?? new Promise((resolve) => this.#calls.set(token, resolve));
  }

  /** The object stays in memory until everything that the alarm began is done. */
  async alarm() {
    this.#alarmDue = Infinity;
    await this.#tell(event.alarm);
  }

  /** @returns {Promise} settles when what the event began is done, and what that began in its turn */
  #tell(kind, token = 0, number = 0, head = "", body = undefined) {
    let actions;
    try {
      actions = this.#core.step(this.#handle, kind, token, number, head, body);
    } catch (error) {
      // The object starts anew from its rows; callers see a failed call.
      console.error(`rota: the pool's core trapped and starts anew: ${error.message}`);
      this.ctx.abort(String(error));
      throw error;
    }
    return Promise.all(actions.map((asked) => (this.#effects[asked.kind] ?? this.#perform)(asked)));
  }

  #perform = async (asked) => {
    const told = await outcomeOf(this.env, asked);
    if (told) await this.#tell(...told);
  };

  async #setAlarm({ number }) {
    const due = Date.now() + number;
    if (due >= this.#alarmDue) return;
    this.#alarmDue = due;
    const pending = await this.ctx.storage.getAlarm();
    if (pending === null || pending > due) await this.ctx.storage.setAlarm(due);
  }

  #effects = {
    [action.store]: ({ head, body }) =>
      void this.#sql.exec("INSERT OR REPLACE INTO pool_rows (name, value) VALUES (?, ?)", head, body.buffer),
    [action.erase]: ({ head }) => void this.#sql.exec("DELETE FROM pool_rows WHERE name = ?", head),
    [action.wake]: ({ token, number }) => setTimeout(() => this.#tell(event.timer, token), number),
    [action.log]: ({ head }) => console.log(head),
    [action.reply]: ({ token, body }) => {
      this.#calls.get(token)?.(body);
      this.#calls.delete(token);
    },
    [action.alarm_in]: (asked) => this.#setAlarm(asked),
  };
}
