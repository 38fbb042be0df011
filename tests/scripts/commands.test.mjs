// deploy, init-db, update-keys and import-keys: what each does on its happy path, and what it says to mistakes (B7, C3,
// E4, E6). A wrangler that writes its arguments down stands in where Cloudflare would be asked.
import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, test } from "node:test";
import { startRota } from "../worker/harness.mjs";
import { adminSettings, done, password } from "../worker/panel.mjs";
import { machinePath, ownCheckout, ownFolder, root, runProgram } from "./running.mjs";

const tables = () => {
  const database = new DatabaseSync(":memory:");
  database.exec(readFileSync(join(root, "schema.sql"), "utf8"));
  return database.prepare("SELECT name, sql FROM sqlite_master WHERE type = 'table'").all();
};
const rowsOf = (results) => JSON.stringify([{ results, success: true }]);
const loggedIn = { output: JSON.stringify({ loggedIn: true, email: "anna@example.com", accounts: [{ name: "Anna" }] }) };
const database = (name) => ({ output: JSON.stringify(name ? [{ uuid: "1", name }] : []) });
const deployed = { output: "Deployed rota triggers\n  https://rota.anna.workers.dev\n" };
const secretsSet = { output: JSON.stringify([{ name: "ADMIN_PASSWORD" }, { name: "SESSION_SECRET_KEY" }, { name: "API_KEYS" }]) };
const noWorker = { code: 1, errors: "[ERROR] Worker not found. [code: 10007]" };
const schemaThere = { "d1 execute": { output: rowsOf(tables()) } };

/** Each test has a folder of its own. */
const twoAtOnce = { concurrency: 2 };

const commands = (calls) => calls.map(({ args }) => args.slice(0, 2).join(" "));
const failed = (said, sentence) => {
  assert.equal(said.code, 1, said.output);
  assert.match(said.errors, sentence);
  assert.doesNotMatch(said.errors, / {4}at /);
};

describe("E4 deploy.sh", twoAtOnce, () => {
  test("a first deployment: secrets in a file, never on a command line; the schema once the database is there", async (t) => {
    const answers = { whoami: loggedIn, "secret list": noWorker, deploy: deployed, ...schemaThere };
    const { run, calls } = ownCheckout(t, answers);
    const said = await run("deploy.sh", [], { env: { API_KEYS: "AIzaDeployCanary", ADMIN_PASSWORD: "admin-canary" } });
    assert.equal(said.code, 0, said.errors);
    assert.deepEqual(commands(calls()), ["whoami --json", "secret list", "deploy --secrets-file", "d1 execute"]);
    const { secrets } = calls()[2];
    assert.equal(secrets.API_KEYS, "AIzaDeployCanary");
    assert.equal(secrets.ADMIN_PASSWORD, "admin-canary");
    assert.match(secrets.SESSION_SECRET_KEY, /^[\w-]{43}$/);
    assert(!existsSync(calls()[2].args[2]), "the file of secrets is gone");
    for (const { args } of calls()) assert.doesNotMatch(args.join(" "), /canary|Canary/);
    for (const { args } of calls().slice(3)) assert.deepEqual(args.slice(2, 4), ["rota-db", "--remote"]);
    assert.match(said.output, /Rota runs at https:\/\/rota\.anna\.workers\.dev\./);
    assert.match(said.output, /base URL https:\/\/rota\.anna\.workers\.dev\/v1/);
    assert.doesNotMatch(said.output + said.errors, /canary|Canary/);
  });

  test("once more: no question, the upload first", async (t) => {
    const answers = { whoami: loggedIn, "secret list": secretsSet, deploy: deployed, ...schemaThere };
    const { run, calls } = ownCheckout(t, answers);
    const said = await run("deploy.sh");
    assert.equal(said.code, 0, said.errors);
    assert.deepEqual(commands(calls()), ["whoami --json", "secret list", "deploy", "d1 execute"]);
  });

  test("a secret is asked for without showing it", { skip: !existsSync("/usr/bin/script") && "no pseudo-terminal" }, async (t) => {
    const answers = { whoami: loggedIn, "secret list": noWorker, "d1 list": database("rota-db"), deploy: deployed, ...schemaThere };
    const { folder, calls } = ownCheckout(t, answers);
    const typed = [["Upstream keys", "AIzaTypedCanary"], ["A password", "typed-canary"]];
    const said = await runProgram("script", ["-qec", "./scripts/deploy.sh", "/dev/null"], { folder, typed });
    assert.match(said.output, /Upstream keys, separated by commas/, said.errors);
    const { secrets } = calls().find(({ args }) => args[0] === "deploy");
    assert.equal(secrets.API_KEYS, "AIzaTypedCanary");
    assert.equal(secrets.ADMIN_PASSWORD, "typed-canary");
    assert.doesNotMatch(said.output, /Canary|canary/);
  });

  test("a token that may not touch D1 deploys, and Cloudflare's reason is told whole", async (t) => {
    const errors = "✘ [ERROR] A request to the Cloudflare API (/accounts/abc/d1/database) failed.\n\n  Authentication error [code: 10000]\n\n\n🪵  Logs were written to \"x.log\"\n";
    const answers = { whoami: loggedIn, "secret list": secretsSet, d1: { code: 1, errors }, deploy: deployed };
    const { run, calls } = ownCheckout(t, answers);
    const said = await run("deploy.sh", ["--unattended"]);
    assert.equal(said.code, 0, said.errors);
    assert.deepEqual(commands(calls()), ["whoami --json", "secret list", "deploy", "d1 execute"]);
    assert.match(said.output, /The tables were neither made nor looked at, which the Worker does itself: .*failed\.\n {2}Authentication error \[code: 10000\]\n/);
    assert.doesNotMatch(said.output, /Logs were written/);
    assert.match(said.output, /Rota runs at https:/);
    const notes = [{ text: "Authentication error [code: 10000]" }];
    const inJson = JSON.stringify({ error: { text: "A request to the Cloudflare API failed.", notes } }, null, 2);
    const told = await ownCheckout(t, { whoami: loggedIn, "secret list": { code: 1, output: inJson } }).run("deploy.sh");
    failed(told, /cannot be listed: A request to the Cloudflare API failed\.\n {2}Authentication error \[code: 10000\]$/m);
  });

  test("a secret that Cloudflare would not take is refused before anything is done, with what to do instead", async (t) => {
    const long = Array.from({ length: 150 }, (_, i) => `AIzaDeployCanary-${i}-0123456789abcdefghij`).join(",");
    for (const [env, args, sentence] of [
      [{ API_KEYS: long }, ["--unattended"], /^API_KEYS has \d+ bytes, .* 5120 at the most\. .*import-keys\.sh.*Nothing was deployed\.$/m],
      [{ API_KEYS: long }, ["--dry-run"], /^API_KEYS has \d+ bytes/m],
      [{ CLIENT_API_KEYS: long }, ["--unattended"], /^CLIENT_API_KEYS has .*client keys in the panel/m],
      [{ ADMIN_PASSWORD: "x".repeat(5121) }, ["--unattended"], /^ADMIN_PASSWORD has 5121 bytes.*Choose a shorter one/m],
    ]) {
      const { run, calls } = ownCheckout(t, { whoami: loggedIn, "secret list": noWorker, deploy: deployed, ...schemaThere });
      const said = await run("deploy.sh", args, { env });
      failed(said, sentence);
      assert.doesNotMatch(said.output + said.errors, /Canary/);
      assert(calls().every(({ args: [command] }) => command !== "deploy"));
    }
    const fits = { whoami: loggedIn, "secret list": noWorker, deploy: deployed, ...schemaThere };
    const most = { API_KEYS: "x".repeat(5120), ADMIN_PASSWORD: "y" };
    assert.equal((await ownCheckout(t, fits).run("deploy.sh", ["--unattended"], { env: most })).code, 0);
  });

  test("a dry run says what would be created and which secrets are missing, and deploys nothing", async (t) => {
    const namespaces = { output: JSON.stringify([{ id: "1", title: "rota-config-kv" }]) };
    const answers = { whoami: loggedIn, "secret list": noWorker, "d1 list": database(), "kv namespace list": namespaces };
    const { run, calls } = ownCheckout(t, answers);
    const said = await run("deploy.sh", ["--dry-run"], { env: { API_KEYS: "AIzaDeployCanary" } });
    assert.equal(said.code, 0, said.errors);
    for (const line of [
      "The Worker rota, with its Durable Objects KeyPool, ResponseStore and Egress: would be uploaded.",
      "The database rota-db: would be created.",
      "The KV namespace rota-config-kv: is there.",
      "The secret API_KEYS is missing: would be set from the environment.",
      "The secret ADMIN_PASSWORD is missing: would be asked for.",
      "The secret SESSION_SECRET_KEY is missing: would be drawn at random, once there is an ADMIN_PASSWORD.",
      "Nothing was changed.",
    ]) assert(said.output.split("\n").includes(line), `${line}\n${said.output}`);
    assert.doesNotMatch(said.output, /Canary/);
    assert.deepEqual(calls().at(-1).args, ["deploy", "--dry-run"]);
    assert(calls().every(({ args }) => args[0] !== "d1" || args[1] === "list"));
  });

  test("a dry run says so without a login, and with one that may not look, too", async (t) => {
    const apart = ownCheckout(t, { whoami: { code: 1 } });
    const said = await apart.run("deploy.sh", ["--dry-run"]);
    assert.equal(said.code, 0, said.errors);
    assert.match(said.output, /^Not logged in to Cloudflare: run npx wrangler login/m);
    assert.match(said.output, /^The database rota-db: would be created if it is not there\.$/m);
    for (const name of ["API_KEYS", "ADMIN_PASSWORD", "SESSION_SECRET_KEY"]) {
      assert.match(said.output, new RegExp(`^The secret ${name} is missing: would be `, "m"));
    }
    assert.deepEqual(commands(apart.calls()), ["whoami --json", "deploy --dry-run"]);
    const locked = { code: 1, errors: "[ERROR] Authentication error [code: 10000]" };
    const answers = { whoami: loggedIn, "secret list": secretsSet, d1: locked, kv: locked };
    const blind = await ownCheckout(t, answers).run("deploy.sh", ["--dry-run"]);
    assert.equal(blind.code, 0, blind.errors);
    assert.match(blind.output, /^The database rota-db: would be created if it is not there; wrangler d1 list failed: Authentication error \[code: 10000\]$/m);
    assert.doesNotMatch(blind.output, /is missing/);
    assert.match(blind.output, /^All secrets are set\.$/m);
  });

  test("npm run deploy asks nothing", async (t) => {
    const { deploy } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).scripts;
    assert.equal(deploy, "node scripts/deploy.mjs --unattended");
    const answers = { whoami: loggedIn, "secret list": noWorker, "d1 list": database(), deploy: deployed, ...schemaThere };
    const said = await ownCheckout(t, answers).run("deploy.sh", ["--unattended"]);
    assert.equal(said.code, 0, said.errors);
    assert.match(said.output, /every proxied route answers 401/);
  });

  test("mistakes", async (t) => {
    failed(await ownCheckout(t, { whoami: { code: 1 } }).run("deploy.sh"), /^Not logged in to Cloudflare: run npx wrangler login/m);
    failed(await ownCheckout(t).run("deploy.sh", ["--fast"]), /^Unknown option '--fast'\. See --help\.$/m);
    const noAnswer = { whoami: loggedIn, "secret list": noWorker };
    failed(await ownCheckout(t, noAnswer).run("deploy.sh"), /^API_KEYS is not set: give it in the environment/m);
    const refused = { whoami: loggedIn, "secret list": secretsSet, deploy: { code: 1 } };
    failed(await ownCheckout(t, refused).run("deploy.sh"), /^The deployment failed/m);
    const locked = { whoami: loggedIn, "secret list": { code: 1, errors: "[ERROR] Authentication error" } };
    failed(await ownCheckout(t, locked).run("deploy.sh"), /cannot be listed: Authentication error/);
  });
});

describe("E4 init-db.sh", twoAtOnce, () => {
  test("local: a check alone finds what is missing; applies, verifies, does it again", async (t) => {
    const place = ["--persist-to", ownFolder(t)];
    const initDb = (...args) => runProgram("./scripts/init-db.sh", [...args, ...place]);
    failed(await initDb("--check"), /^The local database is not as schema\.sql says: the table api_key_usage is missing/m);
    for (let times = 0; times < 2; times++) {
      const said = await initDb();
      assert.equal(said.code, 0, said.errors);
      assert.match(said.output, /The local database has its \d+ tables: .*api_keys/);
    }
  });

  test("remote: the database's name, and its binding once there is an id", async (t) => {
    const { folder, run, calls } = ownCheckout(t, schemaThere);
    assert.equal((await run("init-db.sh", ["--remote"])).code, 0);
    assert.deepEqual(calls()[0].args.slice(0, 4), ["d1", "execute", "rota-db", "--remote"]);
    assert.match(calls()[0].args.at(-1), /^--command=CREATE TABLE IF NOT EXISTS/);
    const toml = join(folder, "wrangler.toml");
    writeFileSync(toml, readFileSync(toml, "utf8").replace('binding = "DB"', 'binding = "DB"\ndatabase_id = "1234"'));
    assert.equal((await run("init-db.sh", ["--remote"])).code, 0);
    assert.deepEqual(calls()[1].args.slice(0, 4), ["d1", "execute", "DB", "--remote"]);
    assert.match((await run("init-db.sh", ["--check"])).output, /The local database has its \d+ tables/);
    assert.match(calls()[2].args.at(-1), /^--command=SELECT [^;]*$/, "a check applies nothing");
  });

  test("mistakes", async (t) => {
    failed(await ownCheckout(t).run("init-db.sh", ["--romote"]), /^Unknown option '--romote'/m);
    const lacking = tables().map((row) => ({ ...row, sql: row.sql.replace("weight INTEGER", "mass INTEGER") }));
    failed(await ownCheckout(t, { "d1 execute": { output: rowsOf(lacking) } }).run("init-db.sh"), /api_keys lacks weight/);
    failed(await ownCheckout(t, { "d1 execute": { output: "hm" } }).run("init-db.sh"), /is not JSON/);
    failed(await ownCheckout(t, { "d1 execute": { code: 1, errors: "[ERROR] Couldn't find DB" } }).run("init-db.sh"), /Couldn't find DB/);
    const inJson = JSON.stringify({ error: { text: "It's necessary to set a \"token\".\nSee there." } }, null, 2);
    failed(await ownCheckout(t, { "d1 execute": { code: 1, output: inJson } }).run("init-db.sh"), /failed: It's necessary to set a "token"\.$/m);
  });
});

describe("C3 update-keys.sh", twoAtOnce, () => {
  test("uploads a good file, remote or to the local namespace", async (t) => {
    const { folder, run, calls } = ownCheckout(t);
    for (const text of ['[{"key":"first","value":"AIzaUpdateOne"}]', '{"keys":["AIzaUpdateOne"]}', '["AIzaUpdateOne"]']) {
      writeFileSync(join(folder, "gemini-keys.json"), text);
      const said = await run("update-keys.sh", ["--remote"]);
      assert.equal(said.code, 0, said.errors);
      assert.match(said.output, /gemini-keys\.json: 1 key\./);
    }
    const path = join(folder, "gemini-keys.json");
    const put = ["kv", "key", "put", "GEMINI_API_KEYS_CONFIG", "--binding", "CONFIG_KV", "--path", path, "--remote"];
    assert.deepEqual(calls().map(({ args }) => args), [put, put, put]);
    await run("update-keys.sh", ["--check"]);
    assert.equal(calls().length, 3, "a check uploads nothing");
  });

  test("into the local state that wrangler dev reads", async (t) => {
    const folder = ownFolder(t);
    writeFileSync(join(folder, "mine.json"), '["AIzaLocalOne", "AIzaLocalTwo", "AIzaLocalOne"]');
    const update = ["--file", "mine.json", "--persist-to", "state"];
    const said = await runProgram(join(root, "scripts/update-keys.sh"), update, { folder });
    assert.equal(said.code, 0, said.errors);
    assert.match(said.output, /mine\.json: 2 keys\./);
    const get = ["kv", "key", "get", "GEMINI_API_KEYS_CONFIG", "--binding", "CONFIG_KV", "--local", "--persist-to"];
    const stored = await runProgram(join(root, "node_modules/.bin/wrangler"), [...get, join(folder, "state")]);
    assert.match(stored.output, /"AIzaLocalOne", "AIzaLocalTwo"/);
  });

  test("mistakes; none of them shows a key or uploads", async (t) => {
    const { folder, run, calls } = ownCheckout(t);
    failed(await run("update-keys.sh"), /^gemini-keys\.json was missing and is made from the example/m);
    failed(await run("update-keys.sh"), /entry 1 is still the example's/);
    failed(await run("update-keys.sh", ["--file", "nowhere.json"]), /^nowhere\.json does not exist\.$/m);
    failed(await run("update-keys.sh", ["--upload"]), /^Unknown option '--upload'/m);
    for (const [text, sentence] of [
      ['["AIzaCanaryKey", ]', /gemini-keys\.json is not JSON/],
      ['"AIzaCanaryKey"', /neither a list of keys nor an object/],
      ["[]", /holds no key/],
      ['[{"key":"AIzaCanaryKey"}, {"name":"AIzaCanaryKey"}]', /entry 2 has no key/],
      ['["AIza Canary Key"]', /entry 1 is no key/],
    ]) {
      writeFileSync(join(folder, "gemini-keys.json"), text);
      const said = await run("update-keys.sh");
      failed(said, sentence);
      assert.doesNotMatch(said.errors + said.output, /Canary/);
    }
    assert.deepEqual(calls(), []);
  });

  test("update-keys.bat starts the same script, with lines that Windows reads", () => {
    const bat = readFileSync(join(root, "scripts/update-keys.bat"), "utf8");
    assert.match(bat, /call node scripts\\update_keys\.mjs %\*\r\n/);
    assert.equal(bat.split("\n").length, bat.split("\r\n").length);
    assert.match(readFileSync(join(root, ".gitattributes"), "utf8"), /^\*\.bat text eol=crlf$/m);
  });
});

describe("E6 import-keys.sh", () => {
  test("imports mail:key lists and tells the report; no key is shown (F1)", async (t) => {
    const rota = await startRota({ settings: { ...adminSettings, UPSTREAM_API_URL: "http://127.0.0.1:9" } });
    t.after(() => rota.stop());
    const folder = ownFolder(t);
    writeFileSync(join(folder, "keys.txt"), "# two\nanna@example.com:AIzaImportCanary1\nAIzaImportCanary2 # spare\nAIzaImportCanary2\n");
    const importKeys = (args, options = {}) =>
      runProgram(join(root, "scripts/import-keys.sh"), ["--url", rota.url, ...args], {
        folder, env: { ADMIN_PASSWORD: password }, ...options,
      });
    const said = await importKeys(["keys.txt"]);
    assert.equal(said.code, 0, said.errors);
    assert.match(said.output, /keys\.txt \(lines\): 2 added, 0 there already, 1 twice in the list, 0 refused\./);
    const again = await importKeys(["-"], { input: '["AIzaImportCanary1", "AIzaImportCanary3", "short"]' });
    failed(again, /^Some entries were refused; all others are imported\.$/m);
    assert.match(again.output, /- \(json\): 1 added, 1 there already, 0 twice in the list, 1 refused\.\n {2}3: /);
    assert.equal((await done(rota, "GET", "/admin/keys/gemini")).total, 3);
    assert.doesNotMatch(said.output + again.output, /Canary/);
    failed(await importKeys(["keys.txt"], { env: { ADMIN_PASSWORD: "wrong" } }), /refuses: /);
    writeFileSync(join(folder, "bad.json"), '[{"key": ');
    failed(await importKeys(["bad.json"]), /bad\.json was refused: /);
  });

  test("mistakes", async (t) => {
    const { run } = ownCheckout(t);
    failed(await run("import-keys.sh", []), /^Name a file of keys, or - for standard input/m);
    failed(await run("import-keys.sh", ["nowhere.txt"]), /^nowhere\.txt does not exist\.$/m);
    failed(await run("import-keys.sh", ["--password", "x"]), /^Unknown option '--password'/m);
    failed(await run("import-keys.sh", ["wrangler.toml"]), /^No password: set ADMIN_PASSWORD/m);
    const remote = ["--url", "http://rota.example.com", "wrangler.toml"];
    failed(await run("import-keys.sh", remote, { env: { ADMIN_PASSWORD: "x" } }), /must begin with https:/);
  });
});

test("every script tells its usage without packages, by the machine's own Node, and can be started", async (t) => {
  const { folder, run } = ownCheckout(t);
  rmSync(join(folder, "node_modules"), { recursive: true });
  const env = { PATH: machinePath };
  for (const name of ["deploy", "init-db", "update-keys", "import-keys", "migrate"]) {
    assert(statSync(join(folder, "scripts", `${name}.sh`)).mode & 0o100, name);
    const said = await run(`${name}.sh`, ["--help"], { env });
    assert.equal(said.code, 0, said.errors);
    assert.match(said.output, new RegExp(`^Usage: ./scripts/${name}\\.sh`));
  }
});
