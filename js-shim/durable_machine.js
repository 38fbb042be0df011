// Durable machine: a Durable Object around a machine of the core: its instance, its rows, its timers, its alarm.
// Knows SQLite storage and nothing of what a row says. A step is synchronous from bytes in to bytes out, so a call answered in its
// own step is atomic; the output gate holds every reply until what was stored is durable.
import { DurableObject } from "cloudflare:workers";
import module from "./rota.wasm";
import { Core } from "./core.js";
import { settingsOf } from "./isolate.js";
import { action, event } from "./messages.js";
import { outcomeOf, within } from "./storage.js";

/** How long calls wait for the machine to load; workerd resets an object that keeps them waiting for 30 s. */
const LOAD_MS = 15_000;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

export class DurableMachine extends DurableObject {
  #core = new Core(module);
  #handle;
  #sql;
  #told;
  /** Calls under way: what takes the reply, by token. */
  #calls = new Map();
  #lastCall = 0;
  /** When the earliest alarm known of is due, ms since 1970. */
  #alarmDue = Infinity;

  /** @param {number} kind of the machine @param {string} told what it is told of each stored row besides its name, in SQL */
  constructor(ctx, env, kind, told) {
    super(ctx, env);
    this.#handle = this.#core.open(kind);
    this.#sql = ctx.storage.sql;
    this.#told = told;
    // All of it inside: the gate would hold back what I/O begun before it brings.
    ctx.blockConcurrencyWhile(() => within(LOAD_MS, this.#load()));
  }

  #load() {
    return Promise.all([this.#tell(event.configure, 0, 0, "", settingsOf(this.env)), this.#recall()]);
  }

  /** Tells the stored rows, and then that these are all, or why they cannot be read. */
  #recall() {
    let rows = [];
    let why = "";
    try {
      rows = this.#stored();
    } catch (error) {
      why = error.message || String(error);
    }
    const told = rows.map(({ name, value }) => this.#tell(event.stored, 0, 0, name, new Uint8Array(value)));
    return Promise.all([...told, this.#tell(event.ready, 0, 0, why)]);
  }

  /** One call of an isolate's. @param {Uint8Array} body @returns {Uint8Array | Promise<Uint8Array>} the reply */
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
      console.error(`rota: an object's core trapped and starts anew: ${error.message}`);
      this.ctx.abort(String(error));
      throw error;
    }
    return Promise.all(actions.map((asked) => (this.#effects[asked.kind] ?? this.#perform)(asked)));
  }

  #perform = async (asked) => {
    const told = await outcomeOf(this.env, asked);
    if (told) await this.#tell(...told);
  };

  /** What fails is told after the batch that asked for it: the other actions of it, its reply above all, are done. */
  #write(name, value, write) {
    try {
      write();
    } catch (error) {
      return this.#unstored(name, value, error);
    }
  }

  async #unstored(name, value, error) {
    await null;
    await this.#tell(event.unstored, 0, 0, `${name}\n${error.message}`, value);
  }

  async #setAlarm({ number }) {
    const due = Date.now() + number;
    if (due >= this.#alarmDue) return;
    this.#alarmDue = due;
    try {
      const pending = await this.ctx.storage.getAlarm();
      if (pending === null || pending > due) await this.ctx.storage.setAlarm(due);
    } catch (error) {
      this.#alarmDue = Infinity;
      await this.#unstored("", undefined, error);
    }
  }

  /** @returns {{name: string, value: ArrayBuffer}[]} */
  #stored() {
    try {
      this.#sql.exec("CREATE TABLE IF NOT EXISTS pool_rows (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID");
    } catch {
      // Where no more may be written the rows can be read all the same, or that fails with words of its own.
    }
    return this.#sql.exec(`SELECT name, ${this.#told} AS value FROM pool_rows ORDER BY name`).toArray();
  }

  /** Rows that hold JSON, as a list. */
  #listOf(names) {
    const rows = names.map((name) => this.#sql.exec("SELECT value FROM pool_rows WHERE name = ?", name).toArray()[0]);
    return encoder.encode(`[${rows.map((row) => (row ? decoder.decode(row.value) : "null")).join()}]`);
  }

  #effects = {
    [action.store]: ({ head, body }) =>
      this.#write(head, body, () =>
        this.#sql.exec("INSERT OR REPLACE INTO pool_rows (name, value) VALUES (?, ?)", head, body.buffer)),
    [action.read]: ({ token, head }) => this.#tell(event.rows, token, 0, "", this.#listOf(head.split("\n"))),
    [action.erase]: ({ head }) =>
      this.#write(head, undefined, () => this.#sql.exec("DELETE FROM pool_rows WHERE name = ?", head)),
    // Nobody waits for it, a pool that begins least of all.
    [action.kv_put]: (asked) => void this.#perform(asked),
    [action.wake]: ({ token, number }) => setTimeout(() => this.#tell(event.timer, token), number),
    [action.log]: ({ head }) => console.log(head),
    [action.reply]: ({ token, body }) => {
      this.#calls.get(token)?.(body);
      this.#calls.delete(token);
    },
    [action.alarm_in]: (asked) => this.#setAlarm(asked),
    [action.recall]: async () => {
      await null; // after the batch that asked for it
      await this.#recall();
    },
  };
}
