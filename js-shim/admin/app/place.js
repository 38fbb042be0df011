// Place: where in the panel the user is: the part of the address behind '#', as a path and parameters.
// Knows how the address is read and written; refuses to know pages.
import { useEffect, useState } from "preact/hooks";

function placeNow() {
  const [path, query = ""] = location.hash.replace(/^#/, "").split("?");
  return { path: path || "/", parameters: Object.fromEntries(new URLSearchParams(query)) };
}

/** "#/keys?state=limited", leaving out what is empty. */
export function placeOf(path, parameters = {}) {
  const set = Object.entries(parameters).filter(([, value]) => value !== undefined && value !== "");
  const query = new URLSearchParams(set).toString();
  return `#${path}${query ? `?${query}` : ""}`;
}

/** Changes the parameters of this place without a new entry in the history. */
export function amendPlace(parameters) {
  const { path, parameters: before } = placeNow();
  history.replaceState(null, "", placeOf(path, { ...before, ...parameters }));
  dispatchEvent(new HashChangeEvent("hashchange"));
}

export function usePlace() {
  const [place, setPlace] = useState(placeNow);
  useEffect(() => {
    const follow = () => setPlace(placeNow());
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return place;
}
