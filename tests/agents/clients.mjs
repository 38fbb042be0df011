// The agents: what each is called, how it is started for one task without a person, and how its tools are spelt.
// Knows settings and flags of each, one row an agent; refuses to know what the task is.

const bash = (name, argument = "command") => (command) => ({ name, args: { [argument]: command } });

/**
 * One row an agent: `package` and `bin` on npm; `settings(at)`: the files it wants in its home, by path; `env(at)`;
 * `args(prompt)`; `tools`: see stepsOf() in ../worker/task_model.mjs; `speaks`: see upstreamsFor() in
 * ../worker/task_tools.mjs; `asksBeside`: requests of its own that go beside the first one; `waits`: it does not end where
 * the pool is spent. `at`: { url, key, model }.
 */
export const agents = [
  {
    package: "@anthropic-ai/claude-code",
    bin: "claude",
    env: ({ url, key, model }) => ({
      ANTHROPIC_BASE_URL: url,
      ANTHROPIC_AUTH_TOKEN: key,
      ANTHROPIC_MODEL: model,
      IS_SANDBOX: "1",
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      DISABLE_TELEMETRY: "1",
      DISABLE_AUTOUPDATER: "1",
      DISABLE_ERROR_REPORTING: "1",
    }),
    args: (prompt) => ["-p", prompt, "--dangerously-skip-permissions"],
    tools: {
      write: (path, content) => ({ name: "Write", args: { file_path: path, content } }),
      read: (path) => ({ name: "Read", args: { file_path: path } }),
      run: bash("Bash"),
      look: (path) => ({ name: "Read", args: { file_path: path } }),
    },
  },
  {
    package: "@openai/codex",
    bin: "codex",
    speaks: "responses",
    settings: ({ url, model }) => ({
      ".codex/config.toml": `model = "${model}"
model_provider = "rota"
check_for_update_on_startup = false
[analytics]
enabled = false
[model_providers.rota]
name = "Rota"
base_url = "${url}/v1"
env_key = "ROTA_KEY"
wire_api = "responses"
`,
    }),
    env: ({ key }) => ({ ROTA_KEY: key }),
    args: (prompt) => ["exec", "--skip-git-repo-check", "--dangerously-bypass-approvals-and-sandbox", prompt],
    tools: {
      write: (path, text) => bash("exec_command", "cmd")(`printf %s '${text}' > ${path} && echo written`),
      read: (path) => bash("exec_command", "cmd")(`cat ${path}`),
      run: bash("exec_command", "cmd"),
      look: (path) => ({ name: "view_image", args: { path } }),
    },
  },
  {
    package: "@google/gemini-cli",
    bin: "gemini",
    settings: () => ({
      ".gemini/settings.json": JSON.stringify({
        security: { auth: { selectedType: "gemini-api-key" } },
        privacy: { usageStatisticsEnabled: false },
        general: { enableAutoUpdate: false, enableAutoUpdateNotification: false },
        // It would be downloaded.
        tools: { useRipgrep: false },
      }),
    }),
    // Without the last it starts itself once more, with more memory.
    env: ({ url, key }) => ({ GEMINI_API_KEY: key, GOOGLE_GEMINI_BASE_URL: url, GEMINI_CLI_NO_RELAUNCH: "true" }),
    args: (prompt, { model }) => ["-m", model, "--yolo", "--skip-trust", "-p", prompt],
    // Of a picture that its tool reads it sends a sentence only, so it has none to look at.
    tools: {
      write: (path, content) => ({ name: "write_file", args: { file_path: path, content } }),
      read: (path) => ({ name: "read_file", args: { file_path: path } }),
      run: bash("run_shell_command"),
    },
  },
  {
    package: "opencode-ai",
    bin: "opencode",
    speaks: "chat",
    // Of a 429 it waits as long as it is told, whatever the body says. The others are for a title: its SDK asks three times.
    waits: true,
    asksBeside: 3,
    settings: ({ url, model }) => ({
      ".config/opencode/opencode.json": JSON.stringify({
        model: `rota/${model}`,
        autoupdate: false,
        share: "disabled",
        permission: "allow",
        provider: {
          rota: {
            npm: "@ai-sdk/openai-compatible",
            name: "Rota",
            options: { baseURL: `${url}/v1`, apiKey: "{env:ROTA_KEY}" },
            models: {
              [model]: {
                attachment: true,
                modalities: { input: ["text", "image"], output: ["text"] },
                limit: { context: 1048576, output: 65536 },
              },
            },
          },
        },
      }),
    }),
    env: ({ key }) => ({
      ROTA_KEY: key,
      OPENCODE_DISABLE_AUTOUPDATE: "1",
      OPENCODE_DISABLE_LSP_DOWNLOAD: "1",
      OPENCODE_DISABLE_MODELS_FETCH: "1",
    }),
    args: (prompt) => ["run", prompt],
    tools: {
      write: (path, content) => ({ name: "write", args: { filePath: path, content } }),
      read: (path) => ({ name: "read", args: { filePath: path } }),
      run: bash("bash"),
      look: (path) => ({ name: "read", args: { filePath: path } }),
    },
  },
];
