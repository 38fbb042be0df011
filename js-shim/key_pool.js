// KeyPool: the Durable Object around the pool's machine: its instance, its rows, its timers.
// Knows SQLite storage and nothing of keys; a call is synchronous from bytes in to bytes out, so it is atomic, and the
// output gate holds the reply until what was stored is durable.
import { DurableObject } from "cloudflare:workers";
import module from "./rota.wasm";
import { Core, machine } from "./core.js";
import { settingsOf } from "./drive.js";
import { action, event } from "./messages.js";

export class KeyPool extends DurableObject {
  #core = new Core(module);
  #handle = this.#core.open(machine.pool);
  #sql;

  constructor(ctx, env) {
    super(ctx, env);
    this.#sql = ctx.storage.sql;
    this.#sql.exec("CREATE TABLE IF NOT EXISTS pool_rows (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID");
    this.#tell(event.configure, 0, "", settingsOf(env));
    for (const { name, value } of this.#sql.exec("SELECT name, value FROM pool_rows")) {
      this.#tell(event.stored, 0, name, new Uint8Array(value));
    }
    this.#tell(event.ready);
  }

  /** One pool call. @param {Uint8Array} body @returns {Uint8Array} the reply */
  call(body) {
    return this.#tell(event.pool_call, 0, "", body);
  }

  #tell(kind, token = 0, head = "", body = undefined) {
    let actions;
    try {
      actions = this.#core.step(this.#handle, kind, token, 0, head, body);
    } catch (error) {
      // The object starts anew from its rows; callers see a failed call.
      console.error(`rota: the pool's core trapped and starts anew: ${error.message}`);
      this.ctx.abort(String(error));
      throw error;
    }
    let reply;
    for (const asked of actions) {
      if (asked.kind === action.reply) reply = asked.body;
      else this.#effects[asked.kind](asked);
    }
    return reply;
  }

  #effects = {
    [action.store]: ({ head, body }) =>
      this.#sql.exec("INSERT OR REPLACE INTO pool_rows (name, value) VALUES (?, ?)", head, body.buffer),
    [action.erase]: ({ head }) => this.#sql.exec("DELETE FROM pool_rows WHERE name = ?", head),
    [action.wake]: ({ token, number }) => setTimeout(() => this.#tell(event.timer, token), number),
    [action.log]: ({ head }) => console.log(head),
  };
}
