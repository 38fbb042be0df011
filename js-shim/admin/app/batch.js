// Batch: one thing done to many, a few at a time.
// Knows order, concurrency and cancelling; refuses to know what is done.

/**
 * Calls `work(item)` for each item, `concurrency` of them at once. `onDone(item, outcome, error)` follows each. Stops
 * taking new items when `signal` is aborted; settles when nothing is under way any more.
 */
export async function forEachOf(items, work, { concurrency, signal, onDone }) {
  let next = 0;
  const worker = async () => {
    while (next < items.length && !signal.aborted) {
      const item = items[next++];
      try {
        onDone(item, await work(item));
      } catch (error) {
        if (error.name !== "AbortError") onDone(item, undefined, error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(concurrency, items.length) }, worker));
}

/** The items in lists of at most `size`. */
export function inPieces(items, size) {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) => items.slice(i * size, (i + 1) * size));
}
