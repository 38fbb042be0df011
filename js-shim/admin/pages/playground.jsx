// Playground: a conversation with the pool, to see that it works, with which key and in how many attempts.
// Knows the conversation until the page is left; nothing of it is kept anywhere.
import { useEffect, useRef, useState } from "preact/hooks";
import { ask } from "../app/api.js";
import { count, milliseconds } from "../app/format.js";
import { t } from "../app/locale.js";
import { useResource } from "../app/resource.js";
import { Badge } from "../parts/badges.jsx";
import { Button, Field, Input, Switch, TextArea } from "../parts/controls.jsx";
import { Empty, ErrorNote } from "../parts/messages.jsx";
import { converse } from "./playground_stream.js";

const readModels = (signal) => ask("GET", "/admin/models", { signal });
const readUpstream = (signal) => ask("POST", "/admin/models/sync", { json: {}, signal });

function Facts({ answer }) {
  const { key, attempts, first_ms, total_ms, usage, finish, model } = answer;
  return (
    <p class="tags facts-line">
      {key && <Badge icon="keys">{t("playground.key", { key })}</Badge>}
      {attempts && <Badge tone={attempts > 1 ? "warn" : "mute"}>{t("playground.attempts", { n: attempts })}</Badge>}
      {model && <Badge>{model}</Badge>}
      {first_ms !== undefined && <Badge>{t("playground.first", { ms: milliseconds(first_ms) })}</Badge>}
      {total_ms !== undefined && <Badge>{t("playground.total", { ms: milliseconds(total_ms) })}</Badge>}
      {usage && (
        <Badge>
          {t("playground.usage", { prompt: count(usage.prompt_tokens), completion: count(usage.completion_tokens) })}
        </Badge>
      )}
      {finish && finish !== "stop" && <Badge tone="warn">{finish}</Badge>}
    </p>
  );
}

function Turn({ turn }) {
  return (
    <li class={`turn ${turn.role}`}>
      <h2>{t(`playground.${turn.role}`)}</h2>
      {turn.thoughts && (
        <details>
          <summary>{t("playground.thoughts")}</summary>
          <div class="said faint">{turn.thoughts}</div>
        </details>
      )}
      {turn.content && <div class="said">{turn.content}</div>}
      {turn.busy && <span class="caret" aria-hidden="true" />}
      <ErrorNote error={turn.error} />
      {turn.answer && <Facts answer={turn.answer} />}
    </li>
  );
}

function bodyOf(options, turns) {
  const messages = turns.filter(({ content }) => content).map(({ role, content }) => ({ role, content }));
  if (options.system.trim()) messages.unshift({ role: "system", content: options.system });
  const number = (name) => (options[name].trim() === "" ? {} : { [name]: Number(options[name]) });
  return {
    messages,
    ...(options.model.trim() && { model: options.model.trim() }),
    ...number("temperature"),
    ...number("max_tokens"),
    ...(options.stream && { stream: true, stream_options: { include_usage: true } }),
  };
}

/** The turns of a conversation, the last of them perhaps under way. */
function useConversation() {
  const [turns, setTurns] = useState([]);
  const [busy, setBusy] = useState(false);
  const abort = useRef();
  useEffect(() => () => abort.current?.abort(), []);
  const say = async (content, options) => {
    const before = [...turns, { role: "user", content }];
    const show = (turn) => setTurns([...before, { role: "assistant", ...turn }]);
    abort.current = new AbortController();
    setBusy(true);
    let latest = { busy: true };
    show(latest);
    try {
      const onAnswer = (answer) => {
        latest = { content: answer.text, thoughts: answer.thoughts, answer, busy: answer.total_ms === undefined };
        show(latest);
      };
      await converse(bodyOf(options, before), { signal: abort.current.signal, onAnswer });
    } catch (error) {
      const told = error.key || error.attempts ? { answer: { key: error.key, attempts: error.attempts } } : {};
      const failure = error.name === "AbortError" ? undefined : error;
      show({ ...told, ...latest, busy: false, error: failure, asked: options.model.trim() });
    }
    setBusy(false);
  };
  return { turns, busy, say, stop: () => abort.current.abort(), clear: () => setTurns([]) };
}

/** `asksModel`: the server knows no model by itself. Then the upstream's can be chosen. */
function Options({ options, set, asksModel }) {
  const { data } = useResource(asksModel ? readUpstream : readModels, [asksModel]);
  const field = useRef();
  useEffect(() => {
    if (asksModel) field.current.querySelector("input").focus();
  }, [asksModel]);
  const fault = asksModel && options.model.trim() === "" ? t("playground.model_missing") : undefined;
  return (
    <div class="card pad playground-options" ref={field}>
      <Field label={t("playground.model")} optional help={t("playground.model_help")} error={fault}>
        <Input list="playground-models" value={options.model} onText={set("model")} />
      </Field>
      <datalist id="playground-models">
        {(data?.models ?? []).map(({ id }) => (
          <option key={id} value={id} />
        ))}
      </datalist>
      <Field label={t("playground.system")} optional>
        <TextArea rows={3} value={options.system} onText={set("system")} />
      </Field>
      <div class="columns">
        <Field label={t("playground.temperature")}>
          <Input inputMode="decimal" value={options.temperature} onText={set("temperature")} />
        </Field>
        <Field label={t("playground.max_tokens")}>
          <Input inputMode="numeric" value={options.max_tokens} onText={set("max_tokens")} />
        </Field>
      </div>
      <Switch label={t("playground.stream")} checked={options.stream} onChange={set("stream")} />
    </div>
  );
}

function Composer({ busy, onSay, onStop }) {
  const [text, setText] = useState("");
  const send = () => {
    if (busy || text.trim() === "") return;
    onSay(text);
    setText("");
  };
  const submit = (event) => {
    event.preventDefault();
    send();
  };
  const key = (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <form class="composer" onSubmit={submit}>
      <Field label={t("playground.prompt")} help={t("playground.prompt_help")}>
        <TextArea rows={3} value={text} onText={setText} onKeyDown={key} />
      </Field>
      {busy ? (
        <Button icon="stop" onClick={onStop}>{t("playground.stop")}</Button>
      ) : (
        <Button kind="primary" icon="send" type="submit" disabled={text.trim() === ""}>{t("playground.send")}</Button>
      )}
    </form>
  );
}

export default function Playground() {
  const [options, setOptions] = useState({ model: "", system: "", temperature: "", max_tokens: "", stream: true });
  const { turns, busy, say, stop, clear } = useConversation();
  const set = (name) => (value) => setOptions((before) => ({ ...before, [name]: value }));
  const last = turns.at(-1);
  return (
    <div class="page">
      <header class="page-head">
        <div>
          <h1>{t("playground.title")}</h1>
          <p class="faint">{t("playground.about")}</p>
        </div>
        <div class="actions">
          <Button icon="trash" disabled={turns.length === 0 || busy} onClick={clear}>{t("playground.clear")}</Button>
        </div>
      </header>
      <div class="playground">
        <section class="card talk" aria-label={t("playground.conversation")}>
          {turns.length === 0 ? (
            <Empty icon="playground" title={t("playground.empty")}>{t("playground.empty_why")}</Empty>
          ) : (
            <ol class="turns">
              {turns.map((turn, i) => (
                <Turn key={i} turn={turn} />
              ))}
            </ol>
          )}
          <p class="unseen" role="status">{last?.role === "assistant" && !last.busy ? last.content : ""}</p>
          <Composer busy={busy} onSay={(text) => say(text, options)} onStop={stop} />
        </section>
        <Options options={options} set={set} asksModel={last?.error?.param === "model" && !last.asked} />
      </div>
    </div>
  );
}
