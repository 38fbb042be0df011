// Messages: the rows of wasm/core/base/messages.def by name, and events built by name. The twin of message_table.h and
// event.h.
// Knows the columns; refuses to know what any message is for.
import { readMessages } from "../../scripts/gen-messages.mjs";

const { messages } = readMessages();

/** @type {Map<string, import("../../scripts/gen-messages.mjs").Message>} every message by its name: no two share one */
export const rows = new Map(messages.map((row) => [row.name, row]));

/** The message of that number on the wire. */
export const rowOf = new Map(messages.map((row) => [row.kind, row]));

const carriedBy = (row) => ["token", "number", "head", "body"].filter((column) => row[column] !== "none");

function builderOf(row) {
  const carried = carriedBy(row);
  const [token, number, head, body] = ["token", "number", "head", "body"].map((column) => carried.indexOf(column));
  return (...values) => {
    if (values.length > carried.length) throw new Error(`${row.name} carries only ${carried.join(", ") || "nothing"}`);
    const text = values[body];
    return [
      row.kind,
      values[token] ?? 0,
      Number(values[number] ?? 0),
      values[head] ?? "",
      typeof text === "string" ? Buffer.from(text) : text,
    ];
  };
}

/**
 * One function an event: takes what the event carries, in the order token, number, head, body (a text will do), and
 * gives what Core.step takes behind the handle: `core.step(handle, ...events.upstream_head(token, 200, "a: b\n"))`.
 */
export const events = Object.fromEntries(
  messages.filter(({ type }) => type === "event").map((row) => [row.name, builderOf(row)]),
);
