// Resource: what a page shows of the server, read, read again and kept fresh.
// Knows loading, failing and polling (never while the page is hidden); refuses to know what is read.
import { useCallback, useEffect, useRef, useState } from "preact/hooks";

/**
 * Reads with `load(signal)`, again when one of `inputs` changes and every `every_ms` while the page is seen. Gives
 * { data, read_ms, error, loading, reload }: data stays while it is read again, error is that of the latest reading,
 * read_ms is when data came.
 */
export function useResource(load, inputs, { every_ms } = {}) {
  const [state, setState] = useState({ loading: true });
  const current = useRef();
  const loadLatest = useRef(load);
  loadLatest.current = load;

  const reload = useCallback(async () => {
    current.current?.abort();
    const abort = new AbortController();
    current.current = abort;
    setState((before) => ({ ...before, loading: true }));
    try {
      const data = await loadLatest.current(abort.signal);
      if (!abort.signal.aborted) setState({ data, read_ms: Date.now(), loading: false });
    } catch (error) {
      if (!abort.signal.aborted) setState((before) => ({ ...before, error, loading: false }));
    }
  }, []);

  useEffect(() => {
    reload();
    return () => current.current?.abort();
  }, inputs);

  useEffect(() => {
    if (!every_ms) return undefined;
    const refresh = () => document.hidden || reload();
    const timer = setInterval(refresh, every_ms);
    document.addEventListener("visibilitychange", refresh);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", refresh);
    };
  }, [every_ms]);

  return { ...state, reload };
}

/** The time, again every `every_ms`. */
export function useNow(every_ms = 1000) {
  const [now, setNow] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), every_ms);
    return () => clearInterval(timer);
  }, [every_ms]);
  return now;
}

/** `value` once it has not changed for `wait_ms`. */
export function useSettled(value, wait_ms = 250) {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), wait_ms);
    return () => clearTimeout(timer);
  }, [value, wait_ms]);
  return settled;
}

/** Runs `action(...)` one at a time. Gives { run, busy, error, clear }; run gives undefined after a failure. */
export function useAction(action) {
  const [state, setState] = useState({ busy: false });
  const run = async (...inputs) => {
    setState({ busy: true });
    try {
      const outcome = await action(...inputs);
      setState({ busy: false });
      return outcome ?? true;
    } catch (error) {
      setState({ busy: false, error: error.name === "AbortError" ? undefined : error });
      return undefined;
    }
  };
  return { run, busy: state.busy, error: state.error, clear: () => setState({ busy: false }) };
}
