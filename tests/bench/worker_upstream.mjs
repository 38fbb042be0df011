// Upstream: answers of both upstreams' dialects, from nginx, and streams that drip.
// Knows what is asked for by its path; reads no request.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createSocket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

const text = 'The quick "brown" fox – déjà vu – jumps over the lazy dog. ';
const burst = 64;
const drip = { events: 400, everyMs: 5 };

const usage = { promptTokenCount: 11, candidatesTokenCount: 7, totalTokenCount: 18 };
const gemini = (said, finished) => ({
  candidates: [{ content: { parts: [{ text: said }], role: "model" }, ...(finished && { finishReason: "STOP" }), index: 0 }],
  usageMetadata: usage,
  modelVersion: "gemini-3.6-flash",
  responseId: "R5MoavWNNp_8qtsP2fWD2A0",
});
const event = (message) => `data: ${JSON.stringify(message)}\r\n\r\n`;
const whole = JSON.stringify(gemini(text.repeat(30), true));
const events = (count) => Array.from({ length: count }, (_, i) => event(gemini(text, i === count - 1)));
const openai = JSON.stringify({
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1_767_323_045,
  model: "gpt",
  choices: [{ index: 0, message: { role: "assistant", content: text.repeat(30) }, finish_reason: "stop" }],
  usage: { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 },
});

/** What is asked for, by the name of the model. */
export const paths = {
  whole: "/v1beta/models/gemini-3.6-flash:generateContent",
  burst: "/v1beta/models/gemini-3.6-flash:streamGenerateContent?alt=sse",
  drip: "/v1beta/models/gemini-3.5-flash-lite:streamGenerateContent?alt=sse",
  openai: "/v1/chat/completions",
};

const configuration = (folder, port, dripPort) => `
worker_processes 1;
pid ${folder}/pid;
error_log ${folder}/error.log warn;
events { worker_connections 1024; }
http {
  access_log off;
  client_max_body_size 64m;
  client_body_buffer_size 16m;
  keepalive_requests 1000000;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi; scgi_temp_path ${folder}/scgi;
  server {
    listen 127.0.0.1:${port};
    root ${folder}/answers;
    error_page 405 =200 $uri;  # a POST of a file is a GET of it
    location = /v1beta/models/gemini-3.6-flash:generateContent { default_type application/json; try_files /whole =404; }
    location = /v1beta/models/gemini-3.6-flash:streamGenerateContent { default_type text/event-stream; try_files /burst =404; }
    location = /v1/chat/completions { default_type application/json; try_files /openai =404; }
    location = /v1beta/models/gemini-3.5-flash-lite:streamGenerateContent {
      proxy_pass http://127.0.0.1:${dripPort}; proxy_buffering off; proxy_http_version 1.1;
    }
  }
}`;

function startDrip() {
  const answers = events(drip.events);
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { "content-type": "text/event-stream" });
    let next = 0;
    const timer = setInterval(() => {
      response.write(answers[next]);
      next += 1;
      if (next < answers.length) return;
      clearInterval(timer);
      response.end();
    }, drip.everyMs);
    response.on("close", () => clearInterval(timer));
  });
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

const freePort = () =>
  new Promise((resolve) => {
    const socket = createSocket().listen(0, "127.0.0.1", () => {
      const { port } = socket.address();
      socket.close(() => resolve(port));
    });
  });

/** @returns {Promise<{url: string, stop: () => void}>} */
export async function startUpstream() {
  const folder = mkdtempSync(join(tmpdir(), "rota-bench-"));
  mkdirSync(join(folder, "answers"));
  const answers = { whole, burst: events(burst).join(""), openai };
  for (const [name, answer] of Object.entries(answers)) writeFileSync(join(folder, "answers", name), answer);
  const dripping = await startDrip();
  const port = await freePort();
  writeFileSync(join(folder, "nginx.conf"), configuration(folder, port, dripping.address().port));
  const options = ["-c", join(folder, "nginx.conf"), "-p", folder, "-g", "daemon off; user root;"];
  const nginx = spawn("nginx", options, { stdio: "inherit" });
  const url = `http://127.0.0.1:${port}`;
  for (let tries = 0; tries < 50; tries += 1) {
    const answer = await fetch(url + paths.whole, { method: "POST", body: "{}" }).catch(() => undefined);
    if (answer?.status === 200 && (await answer.text()) === whole) break;
    if (tries === 49) throw new Error(`nginx does not answer as it should (${answer?.status}).`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const stop = () => {
    nginx.kill();
    dripping.close();
    dripping.closeAllConnections();
    rmSync(folder, { recursive: true, force: true });
  };
  return { url, stop };
}
