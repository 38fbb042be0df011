// Notices: short messages about what has just happened, and deeds that wait for a change of mind.
// Knows their lifetimes; refuses to draw them (parts/notice_list.jsx).

const shown_ms = 5_000;
const undo_ms = 7_000;
let notices = [];
let lastId = 0;
const listeners = new Set();

function tell() {
  for (const listener of listeners) listener(notices);
}

export function onNotices(listener) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const noticesNow = () => notices;

/** Takes a notice away; a deed that waits behind it is done at once. @returns {Promise | undefined} of that deed */
export function dismiss(id) {
  const notice = notices.find((each) => each.id === id);
  if (!notice) return undefined;
  clearTimeout(notice.timer);
  notices = notices.filter((each) => each.id !== id);
  tell();
  return notice.onEnd?.();
}

function show(notice, lifetime_ms) {
  const id = ++lastId;
  notices = [...notices, { ...notice, id, timer: setTimeout(() => dismiss(id), lifetime_ms) }];
  tell();
  return id;
}

/** Tells a success. */
export const notify = (text) => show({ text, tone: "ok" }, shown_ms);
/** Tells a failure. */
export const alarm = (text) => show({ text, tone: "bad" }, 2 * shown_ms);

/** The notices behind which a deed waits. */
const waiting = new Set();

/**
 * Says that something is done, and does it (`commit`) when the user has let the time for undoing pass. `cancel` follows
 * an undo. A page that goes away commits.
 */
export function offerUndo(text, commit, cancel) {
  const finish = () => (waiting.delete(id) ? commit() : undefined);
  const undo = () => {
    waiting.delete(id);
    dismiss(id);
    cancel();
  };
  const id = show({ text, tone: "ok", undo, onEnd: finish }, undo_ms);
  waiting.add(id);
}

/** Does all that waits for a change of mind, and settles when it is done: before the session or the page ends. */
export const doWhatWaits = () => Promise.all([...waiting].map((id) => dismiss(id)));

addEventListener("pagehide", doWhatWaits);
// A phone that puts a page away may never tell it that it goes.
document.addEventListener("visibilitychange", () => document.hidden && doWhatWaits());
