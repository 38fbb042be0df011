// Deletion: what is deleted unless the user thinks better of it, and is not shown meanwhile, wherever they go.
// Knows kinds of lists and ids; refuses to know how something is deleted.
import { useEffect, useState } from "preact/hooks";
import { errorText } from "../parts/messages.jsx";
import { alarm, offerUndo } from "./notices.js";

/** Ids that are about to be deleted, by kind. Kept here, for a list that is left and come back to within that time. */
const doomed = new Map();
/** What is called, by kind: of each list that is on the page, `draw` and `read`. */
const lists = new Map();

const at = (map, kind) => map.get(kind) ?? map.set(kind, new Set()).get(kind);

function mark(kind, ids, on) {
  for (const id of ids) at(doomed, kind)[on ? "add" : "delete"](id);
  for (const { draw } of at(lists, kind)) draw();
}

async function carryOut(kind, ids, destroy) {
  await destroy(ids).catch((error) => alarm(errorText(error)));
  await Promise.all([...at(lists, kind)].map(({ read }) => read()));
  mark(kind, ids, false);
}

/**
 * The deletion of a list's things. `destroy(ids)` deletes, `read()` reads the list again. Gives { isShown(thing),
 * remove(ids, words) }: `words` tell what happens while it can be undone.
 */
export function useDeletion(kind, destroy, read) {
  const [, draw] = useState({});
  useEffect(() => {
    const list = { draw: () => draw({}), read };
    at(lists, kind).add(list);
    return () => at(lists, kind).delete(list);
  }, [read]);
  const remove = (ids, words) => {
    mark(kind, ids, true);
    offerUndo(words, () => carryOut(kind, ids, destroy), () => mark(kind, ids, false));
  };
  return { isShown: ({ id }) => !at(doomed, kind).has(id), remove };
}
