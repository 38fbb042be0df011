// The agents: what each is called, how it is started for one task without a person, and how its tools are spelt.
// Knows settings and flags of each, one row an agent; refuses to know what the task is.

const bash = (name, argument = "command") => (command) => ({ name, args: { [argument]: command } });

/**
 * One row an agent: `package` and `bin` on npm; `settings(at)`: the files it wants in its home, by path; `env(at)`;
 * `args(prompt)`; `speaksResponses`;
 * `tools`: see stepsOf() in ../worker/task_model.mjs. `at`: { url, key, model }.
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
    speaksResponses: true,
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
      }),
    }),
    env: ({ url, key }) => ({ GEMINI_API_KEY: key, GOOGLE_GEMINI_BASE_URL: url }),
    args: (prompt, { model }) => ["-m", model, "--yolo", "--skip-trust", "-p", prompt],
    // Of a picture that its tool reads it sends a sentence only, so it has none to look at.
    tools: {
      write: (path, content) => ({ name: "write_file", args: { file_path: path, content } }),
      read: (path) => ({ name: "read_file", args: { file_path: path } }),
      run: bash("run_shell_command"),
    },
  },
];
