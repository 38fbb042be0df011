// Menu: a button that opens a list of deeds.
// Knows popovers, arrow keys and where the list has room; refuses to know the deeds.
import { useId, useRef, useState } from "preact/hooks";
import { Icon } from "./icon.jsx";

function place(button, list) {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = list;
  const below = at.bottom + 4 + height <= innerHeight;
  list.style.left = `${Math.max(8, Math.min(at.right - width, innerWidth - width - 8))}px`;
  list.style.top = `${below ? at.bottom + 4 : Math.max(8, at.top - 4 - height)}px`;
}

function moveFocus(event, list) {
  const items = [...list.querySelectorAll("[role=menuitem]")];
  const at = items.indexOf(document.activeElement);
  const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (target === undefined) return;
  event.preventDefault();
  items.at(target % items.length)?.focus();
}

/** `items`: [{ text, icon, onClick, danger }], falsy ones are left out. */
export function Menu({ label, icon = "more", text, items }) {
  const id = useId();
  const button = useRef();
  const list = useRef();
  const [open, setOpen] = useState(false);
  const follow = (event) => {
    const opened = event.newState === "open";
    setOpen(opened);
    if (!opened) return;
    place(button.current, list.current);
    list.current.querySelector("[role=menuitem]")?.focus();
  };
  const choose = (item) => {
    list.current.hidePopover();
    button.current.focus();
    item.onClick();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        class={text ? "button plain" : "button quiet bare"}
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={open ? "true" : "false"}
        popovertarget={id}
      >
        <Icon name={icon} />
        {text && <span>{text}</span>}
      </button>
      <div
        ref={list}
        id={id}
        popover="auto"
        class="menu"
        role="menu"
        aria-label={label}
        onToggle={follow}
        onKeyDown={(event) => moveFocus(event, list.current)}
      >
        {items.filter(Boolean).map((item) => (
          <button
            key={item.text}
            type="button"
            role="menuitem"
            tabIndex={-1}
            class={item.danger ? "danger" : undefined}
            onClick={() => choose(item)}
          >
            <Icon name={item.icon} />
            {item.text}
          </button>
        ))}
      </div>
    </>
  );
}
