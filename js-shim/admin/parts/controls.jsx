// Controls: buttons, fields and switches, each with its label, help and error tied to it.
// Knows how a control looks and reads; refuses to know what it controls.
import { cloneElement } from "preact";
import { useId } from "preact/hooks";
import { t } from "../app/locale.js";
import { Icon } from "./icon.jsx";

/** `kind`: primary, plain (default), quiet or danger. `label` for a button that shows an icon alone. */
export function Button({ kind = "plain", icon, label, busy, children, type = "button", disabled, ...rest }) {
  return (
    <button
      type={type}
      class={`button ${kind}${children ? "" : " bare"}`}
      aria-label={label}
      title={label}
      aria-busy={busy ? "true" : undefined}
      disabled={disabled || busy}
      {...rest}
    >
      {busy ? <span class="spinner" aria-hidden="true" /> : icon && <Icon name={icon} />}
      {children && <span>{children}</span>}
    </button>
  );
}

/** A control (its only child) with a label above and help or an error below. */
export function Field({ label, help, error, unit, optional, children, hideLabel }) {
  const id = useId();
  const described = [help && `${id}-help`, error && `${id}-error`].filter(Boolean).join(" ") || undefined;
  const control = cloneElement(children, {
    id,
    "aria-describedby": described,
    "aria-invalid": error ? "true" : undefined,
  });
  return (
    <div class="field">
      <label for={id} class={hideLabel ? "unseen" : undefined}>
        {label}
        {optional && <span class="faint"> · {t("common.optional")}</span>}
      </label>
      {unit ? (
        <span class="with-unit">
          {control}
          <span class="unit">{unit}</span>
        </span>
      ) : (
        control
      )}
      {help && (
        <p class="help" id={`${id}-help`}>
          {help}
        </p>
      )}
      {error && (
        <p class="field-error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </div>
  );
}

/** `onText(text)` at every change. */
export function Input({ onText, ...rest }) {
  return <input class="input" autocomplete="off" onInput={(event) => onText(event.currentTarget.value)} {...rest} />;
}

export function TextArea({ onText, ...rest }) {
  return (
    <textarea
      class="input"
      autocomplete="off"
      spellcheck={false}
      onInput={(event) => onText(event.currentTarget.value)}
      {...rest}
    />
  );
}

/** `options`: [[value, text]]. */
export function Select({ options, value, onText, ...rest }) {
  return (
    <select class="input select" value={value} onChange={(event) => onText(event.currentTarget.value)} {...rest}>
      {options.map(([option, text]) => (
        <option key={option} value={option} selected={option === value}>
          {text}
        </option>
      ))}
    </select>
  );
}

/** A check box drawn as a switch, its label beside it. */
export function Switch({ label, help, checked, onChange, disabled }) {
  const id = useId();
  return (
    <div class="switch-row">
      <input
        type="checkbox"
        role="switch"
        class="switch"
        id={id}
        checked={checked}
        disabled={disabled}
        aria-describedby={help ? `${id}-help` : undefined}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <span>
        <label for={id}>{label}</label>
        {help && (
          <p class="help" id={`${id}-help`}>
            {help}
          </p>
        )}
      </span>
    </div>
  );
}

/** A few choices of which one holds, side by side. `options`: [[value, text, count?]]. */
export function Choice({ label, options, value, onText }) {
  return (
    <div class="choice" role="group" aria-label={label}>
      {options.map(([option, text, count]) => (
        <button
          key={option}
          type="button"
          aria-pressed={option === value ? "true" : "false"}
          onClick={() => onText(option)}
        >
          {text}
          {count !== undefined && <span class="badge-count">{count}</span>}
        </button>
      ))}
    </div>
  );
}
