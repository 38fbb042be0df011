// Snippets: what to set in the usual clients to use this pool.
// Knows this origin's base URLs; the key stands in them when there is one to show, else its place does.
import { useId, useState } from "preact/hooks";
import { t } from "../app/locale.js";
import { Code } from "../parts/copy.jsx";

const model = "gemini-flash-latest";

const snippets = {
  curl: (origin, key) => `curl ${origin}/v1/chat/completions \\
  -H "Authorization: Bearer ${key}" \\
  -H "Content-Type: application/json" \\
  -d '{"model":"${model}","messages":[{"role":"user","content":"Hello"}]}'`,
  "OpenAI · Python": (origin, key) => `from openai import OpenAI

client = OpenAI(base_url="${origin}/v1", api_key="${key}")
answer = client.chat.completions.create(
    model="${model}",
    messages=[{"role": "user", "content": "Hello"}],
)
print(answer.choices[0].message.content)`,
  "OpenAI · Node": (origin, key) => `import OpenAI from "openai";

const client = new OpenAI({ baseURL: "${origin}/v1", apiKey: "${key}" });
const answer = await client.chat.completions.create({
  model: "${model}",
  messages: [{ role: "user", content: "Hello" }],
});
console.log(answer.choices[0].message.content);`,
  "Gemini SDK": (origin, key) => `import { GoogleGenAI } from "@google/genai";

const ai = new GoogleGenAI({ apiKey: "${key}", httpOptions: { baseUrl: "${origin}" } });
const answer = await ai.models.generateContent({ model: "${model}", contents: "Hello" });
console.log(answer.text);`,
  "Claude Code": (origin, key) => `export ANTHROPIC_BASE_URL=${origin}
export ANTHROPIC_AUTH_TOKEN="${key}"
export ANTHROPIC_MODEL=${model}
claude`,
  Cline: (origin, key) => `API Provider:  OpenAI Compatible
Base URL:      ${origin}/v1
API Key:       ${key}
Model ID:      ${model}`,
  "Roo Code": (origin, key) => `API Provider:  OpenAI Compatible
Base URL:      ${origin}/v1
API Key:       ${key}
Model:         ${model}`,
};
const names = Object.keys(snippets);

export function Snippets({ clientKey = "YOUR-CLIENT-KEY" }) {
  const id = useId();
  const [chosen, setChosen] = useState(names[0]);
  const move = (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = names.at((names.indexOf(chosen) + step) % names.length);
    setChosen(next);
    document.getElementById(`${id}-${names.indexOf(next)}`).focus();
  };
  return (
    <div class="snippets">
      <div class="tabs" role="tablist" aria-label={t("clients.snippets")} onKeyDown={move}>
        {names.map((name, i) => (
          <button
            key={name}
            type="button"
            role="tab"
            id={`${id}-${i}`}
            aria-selected={name === chosen ? "true" : "false"}
            aria-controls={`${id}-panel`}
            tabIndex={name === chosen ? 0 : -1}
            onClick={() => setChosen(name)}
          >
            {name}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${names.indexOf(chosen)}`}>
        <Code text={snippets[chosen](location.origin, clientKey)} label={chosen} />
      </div>
    </div>
  );
}
