// Badges: states in a word and a colour, never in a colour alone.
import { has, t } from "../app/locale.js";
import { Icon } from "./icon.jsx";

export const stateTones = {
  ready: "ok",
  limited: "warn",
  resting: "warn",
  disabled: "bad",
  off: "mute",
  unreadable: "bad",
};
const stateIcons = {
  ready: "check",
  limited: "warning",
  resting: "rest",
  disabled: "error",
  off: "off",
  unreadable: "lock",
};

export function Badge({ tone = "mute", icon, children }) {
  return (
    <span class={`badge ${tone}`}>
      {icon && <Icon name={icon} />}
      {children}
    </span>
  );
}

/** A key's state. */
export function StateBadge({ state }) {
  return (
    <Badge tone={stateTones[state]} icon={stateIcons[state]}>
      {has(`states.${state}`) ? t(`states.${state}`) : state}
    </Badge>
  );
}

/** A cause in words; a server may know one that this panel does not. */
export const causeText = (cause) => (has(`causes.${cause}`) ? t(`causes.${cause}`) : cause);
