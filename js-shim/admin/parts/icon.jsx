// Icon: small drawings of one stroke, 20 units square.
// Knows paths; refuses to carry meaning alone: whoever uses one gives a label too.

const paths = {
  overview: "M3 16.5V9m4.7 7.5V3.5m4.7 13v-5m4.6 5v-9",
  keys: "M12.5 3a4.5 4.5 0 1 1-4.2 6.1L2.5 15v2.5H6V15h2.5v-2.5l1.2-1.2M13.5 6.5h.01",
  clients: "M7.5 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2 16.5c0-3 2.3-4.8 5.5-4.8s5.5 1.8 5.5 4.8M13 3.8a3 3 0 0 1 0 5.5m2 2.9c1.8.7 3 2.2 3 4.3",
  models: "M10 2.5 17 6.3v7.4l-7 3.8-7-3.8V6.3Zm0 7.5v7.5M10 10l7-3.7M10 10 3 6.3",
  playground: "M3 4.5h14v9H9.5L6 16.5v-3H3Zm3.5 3.3h7m-7 2.7h4",
  settings: "M3 6h7m4.5 0H17M3 14h2.5M10 14h7M12.2 3.8a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4ZM7.7 11.8a2.2 2.2 0 1 1 0 4.4 2.2 2.2 0 0 1 0-4.4Z",
  usage: "M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15Zm0 3.5v4l2.8 1.8",
  logout: "M8 3.5H4v13h4m3.5-10L15 10l-3.5 3.5M15 10H8",
  menu: "M3 5.5h14M3 10h14M3 14.5h14",
  close: "m5 5 10 10M15 5 5 15",
  more: "M4.5 10h.01M10 10h.01m5.49 0h.01",
  plus: "M10 4v12M4 10h12",
  search: "M9 3.5a5.5 5.5 0 1 1 0 11 5.5 5.5 0 0 1 0-11Zm4 9.5 4 4",
  check: "m4 10.5 4 4 8-9",
  warning: "M10 3 2.5 16.5h15Zm0 5v4m0 2.3v.01",
  error: "M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15Zm0 4v4.5m0 2.5v.01",
  info: "M10 2.5a7.5 7.5 0 1 1 0 15 7.5 7.5 0 0 1 0-15ZM10 9v4.5m0-7v.01",
  rest: "M16.5 12A7 7 0 1 1 8 3.5a5.6 5.6 0 0 0 8.5 8.5Z",
  off: "M10 3v6.5m-4-4.7a6.3 6.3 0 1 0 8 0",
  lock: "M5 9h10v8H5Zm2 0V6.5a3 3 0 0 1 6 0V9",
  copy: "M7 7V3.5h9.5V13H13M3.5 7H13v9.5H3.5Z",
  download: "M10 3v9m-3.5-3.5L10 12l3.5-3.5M3.5 14v2.5h13V14",
  upload: "M10 12.5v-9M6.5 7 10 3.5 13.5 7m-10 7v2.5h13V14",
  test: "M7.5 3h5M8.5 3v5L4 15.3a1.2 1.2 0 0 0 1 1.7h10a1.2 1.2 0 0 0 1-1.7L11.5 8V3M6.3 12h7.4",
  reset: "M4 4v4h4M4.4 8A6.3 6.3 0 1 1 3.7 11.5",
  trash: "M3.5 5.5h13M8 5V3h4v2m-6.5.5.7 11.5h7.6l.7-11.5M8.5 9v5m3-5v5",
  edit: "m12.5 4 3.5 3.5L7.5 16H4v-3.5ZM10.5 6 14 9.5",
  tag: "M3.5 3.5h6l7 7-6 6-7-7Zm3.5 3.5h.01",
  chevron: "m7.5 5 5 5-5 5",
  up: "m5 12.5 5-5 5 5",
  down: "m5 7.5 5 5 5-5",
  sun: "M10 6.5a3.5 3.5 0 1 1 0 7 3.5 3.5 0 0 1 0-7Zm0-4v1m0 13v1m7.5-7.5h-1m-13 0h-1m12.8-5.3-.7.7m-9.2 9.2-.7.7m0-10.6.7.7m9.2 9.2.7.7",
  language: "M2.5 5h9M7 3v2m2.5 0c-.8 3.5-3 6.3-6.5 8m2-5.5c1 2.3 2.7 4 5 5M10 17l3.5-8.5L17 17m-5.8-2.7h4.6",
  send: "M3 10 17 3.5 13 17l-3-5.5Zm7 1.5L17 3.5",
  stop: "M5.5 5.5h9v9h-9Z",
  table: "M3 4.5h14v11H3Zm0 3.7h14M3 11.8h14M8 4.5v11",
  sync: "M16.5 8A7 7 0 0 0 4 6.5L3 8m0-4v4h4m-3.5 4A7 7 0 0 0 16 13.5l1-1.5m0 4v-4h-4",
};

/** Decoration: hidden from screen readers. */
export function Icon({ name }) {
  return (
    <svg class={name === "more" ? "icon bold" : "icon"} viewBox="0 0 20 20" aria-hidden="true" focusable="false">
      <path d={paths[name]} />
    </svg>
  );
}

export function Logo() {
  return (
    <svg class="logo" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" />
      <path d="M23.5 12.5A8.4 8.4 0 0 0 8 13.6M8.5 19.5A8.4 8.4 0 0 0 24 18.4M24.6 7.6v5.4h-5.4M7.4 24.4V19h5.4" />
      <circle cx="16" cy="16" r="2.4" />
    </svg>
  );
}
