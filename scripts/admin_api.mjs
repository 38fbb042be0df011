// The admin API as the scripts call it.
// Knows how an administrator is let in and how refusals look; refuses to know what is asked for.
import { headerText, passwordText } from "../js-shim/admin/app/header_text.js";
import { Stop, askSecret, canAsk, localSetting } from "./command.mjs";

export const urlHelp = `  --url URL   where Rota runs; http://localhost:8787 if not given
The administrator's password comes from ADMIN_PASSWORD in the environment, for a local Rota also from .dev.vars; else it
is asked for.`;

const isLocal = ({ hostname }) => ["localhost", "127.0.0.1", "[::1]"].includes(hostname);

function checkedUrl(text) {
  let url;
  try {
    url = new URL(text);
  } catch {
    throw new Stop(`"${text}" is no URL.`);
  }
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLocal(url))) {
    throw new Stop(`"${text}" must begin with https://: the password and the keys would travel in the clear.`);
  }
  return url;
}

async function passwordFor(url) {
  const known = isLocal(url) ? localSetting("ADMIN_PASSWORD") : process.env.ADMIN_PASSWORD;
  if (known) return known;
  if (!canAsk()) throw new Stop("No password: set ADMIN_PASSWORD in the environment, or run this in a terminal.");
  return askSecret("Administrator's password");
}

/**
 * Lets the administrator in.
 * @returns {Promise<(method: string, path: string, body?: unknown) => Promise<{status: number, read: object}>>} sends a
 *   text as it is and anything else as JSON; an answer that refuses the administrator, or is none, is a Stop
 */
export async function administrator(text = "http://localhost:8787") {
  const url = checkedUrl(text);
  const { origin } = url;
  const headers = { authorization: `Bearer ${headerText(passwordText(await passwordFor(url)))}` };
  return async (method, path, body) => {
    const sent = typeof body === "string" || body === undefined ? body : JSON.stringify(body);
    let answer;
    try {
      answer = await fetch(origin + path, { method, headers, body: sent, redirect: "error" });
    } catch (error) {
      throw new Stop(`${origin} cannot be reached (${error.cause?.code ?? error.message}).`);
    }
    const read = await answer.json().catch(() => undefined);
    if (!read) throw new Stop(`${origin} does not answer like Rota (${method} ${path}: status ${answer.status}).`);
    if ([401, 429, 503].includes(answer.status)) throw new Stop(`${origin} refuses: ${read.error?.message}`);
    return { status: answer.status, read };
  };
}
