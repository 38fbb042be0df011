// Snippets: what to set in the usual clients to use this pool.
// Knows this origin's base URLs; the key stands in them when there is one to show, else its place does.
import { useId, useState } from "preact/hooks";
import { t } from "../app/locale.js";
import { Code } from "../parts/copy.jsx";

const model = "gemini-flash-latest";

/** By client: a text, or several, of which those that belong into a file name it. */
const snippets = {
  curl: (origin, key) => `curl ${origin}/v1/chat/completions \\
  -H "Authorization: Bearer ${key}" \\
  -H "Content-Type: application/json" \\
  -d '{"model":"${model}","messages":[{"role":"user","content":"Hello"}]}'`,
  "Claude Code": (origin, key) => `export ANTHROPIC_BASE_URL=${origin}
export ANTHROPIC_AUTH_TOKEN="${key}"
export ANTHROPIC_MODEL=${model}
claude`,
  Codex: (origin, key) => [
    {
      file: "~/.codex/config.toml",
      text: `model = "${model}"
model_provider = "rota"

[model_providers.rota]
name = "Rota"
base_url = "${origin}/v1"
env_key = "CLIENT_API_KEY"
wire_api = "responses"`,
    },
    { text: `export CLIENT_API_KEY=${key}` },
  ],
  opencode: (origin, key) => [
    {
      file: "opencode.json",
      text: `{
  "$schema": "https://opencode.ai/config.json",
  "model": "rota/${model}",
  "provider": {
    "rota": {
      "npm": "@ai-sdk/openai",
      "name": "Rota",
      "options": { "baseURL": "${origin}/v1", "apiKey": "{env:CLIENT_API_KEY}" },
      "models": { "${model}": { "limit": { "context": 1048576, "output": 65536 } } }
    }
  }
}`,
    },
    { text: `export CLIENT_API_KEY=${key}` },
  ],
  "Gemini CLI": (origin, key) => [
    { file: "~/.gemini/settings.json", text: `{ "security": { "auth": { "selectedType": "gemini-api-key" } } }` },
    {
      text: `export GEMINI_API_KEY="${key}"
export GOOGLE_GEMINI_BASE_URL=${origin}
gemini -m ${model}`,
    },
  ],
  Cline: (origin, key) => `API Provider:  OpenAI Compatible
Base URL:      ${origin}/v1
API Key:       ${key}
Model ID:      ${model}`,
  "Roo Code": (origin, key) => `API Provider:  OpenAI Compatible
Base URL:      ${origin}/v1
API Key:       ${key}
Model:         ${model}`,
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
  "OpenAI Responses · Node": (origin, key) => `import OpenAI from "openai";

const client = new OpenAI({ baseURL: "${origin}/v1", apiKey: "${key}" });
const answer = await client.responses.create({ model: "${model}", input: "Hello" });
console.log(answer.output_text);`,
  "Anthropic · Python": (origin, key) => `from anthropic import Anthropic

client = Anthropic(base_url="${origin}", api_key="${key}")
message = client.messages.create(
    model="${model}",
    max_tokens=8192,
    messages=[{"role": "user", "content": "Hello"}],
)
print("".join(block.text for block in message.content if block.type == "text"))`,
  "Google GenAI · Node": (origin, key) => `import { GoogleGenAI } from "@google/genai";

const ai = new GoogleGenAI({ apiKey: "${key}", httpOptions: { baseUrl: "${origin}" } });
const answer = await ai.models.generateContent({ model: "${model}", contents: "Hello" });
console.log(answer.text);`,
  "Google GenAI · Python": (origin, key) => `from google import genai
from google.genai import types

client = genai.Client(
    api_key="${key}",
    http_options=types.HttpOptions(base_url="${origin}"),
)
answer = client.models.generate_content(model="${model}", contents="Hello")
print(answer.text)`,
};
const names = Object.keys(snippets);

/** Above the lines stands which file they go into, unless that is plain. */
function Block({ name, file, text }) {
  return (
    <>
      {file && <p class="faint">{t("clients.snippet_file", { file })}</p>}
      <Code text={text} label={file ?? name} />
    </>
  );
}

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
        {[snippets[chosen](location.origin, clientKey)].flat().map((block) => (
          <Block key={block.file} name={chosen} file={block.file} text={block.text ?? block} />
        ))}
      </div>
    </div>
  );
}
