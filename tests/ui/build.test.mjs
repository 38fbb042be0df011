// scripts/build-admin.mjs in a copy of the checkout: what it makes, when it does nothing, and when it refuses.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { dice } from "../host/dice.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const asset = /\/admin\/assets\/([\w.-]+)/g;

describe("the panel's build", () => {
  let checkout;
  let admin;

  before(() => {
    checkout = mkdtempSync(join(tmpdir(), "rota-admin-"));
    admin = join(checkout, "js-shim/admin");
    mkdirSync(join(checkout, "scripts"));
    const isSource = (path) => path !== join(root, "js-shim/admin/dist");
    cpSync(join(root, "js-shim/admin"), admin, { recursive: true, filter: isSource });
    cpSync(join(root, "scripts/build-admin.mjs"), join(checkout, "scripts/build-admin.mjs"));
    symlinkSync(join(root, "node_modules"), join(checkout, "node_modules"));
  });
  after(() => rmSync(checkout, { recursive: true, force: true }));

  const build = (...options) => {
    const run = spawnSync(process.execPath, ["scripts/build-admin.mjs", ...options], { cwd: checkout, encoding: "utf8" });
    return { ...run, text: run.stdout + run.stderr };
  };
  const page = () => readFileSync(join(admin, "dist/index.html"), "utf8");
  const assets = () => readdirSync(join(admin, "dist/assets")).sort();

  test("F2 one page, everything else under names with hashes, and nothing inline", () => {
    const run = build();
    assert.equal(run.status, 0, run.text);
    assert.match(run.stdout, /a first visit loads at most, gzipped: \w+ \d+\.\d KB/);
    assert.deepEqual(readdirSync(join(admin, "dist")).sort(), ["assets", "index.html"]);
    for (const name of assets()) assert.match(name, /^[\w-]+-[0-9A-Za-z]{8}\.(js|css|svg)$/);
    const named = [...page().matchAll(asset)].map(([, name]) => name);
    assert.equal(named.length, 4);
    for (const name of named) assert(assets().includes(name), name);
    assert.doesNotMatch(page(), /<script(?![^>]* src=)|<style| style=| on\w+=|https?:/);
  });

  test("F2 no source writes HTML by itself or puts a style into it", () => {
    const sources = readdirSync(admin, { recursive: true }).filter((path) => /^(?!dist).*\.jsx?$/.test(path));
    assert(sources.length > 40);
    for (const path of sources) {
      const text = readFileSync(join(admin, path), "utf8");
      assert.doesNotMatch(text, /dangerouslySetInnerHTML|innerHTML|\sstyle=|\beval\(|new Function/, path);
    }
  });

  test("nothing is done when nothing changed; a change, a missing file and --force build again", () => {
    assert.match(build().stdout, /up to date/);
    const before = assets();
    writeFileSync(join(admin, "words/zh.js"), readFileSync(join(admin, "words/zh.js"), "utf8").replace("一切正常", "一切都好"));
    assert.match(build().stdout, /a first visit/);
    const changed = assets();
    assert(changed.includes(before.find((name) => name.startsWith("en-"))), "what did not change keeps its name");
    assert(!changed.includes(before.find((name) => name.startsWith("zh-"))), "what did has another");
    rmSync(join(admin, "dist/assets", changed[0]));
    assert.match(build().stdout, /a first visit/);
    assert.deepEqual(assets(), changed);
    assert.match(build("--force").stdout, /a first visit/);
  });

  test("a first visit that weighs too much fails the build and leaves what was there", () => {
    const source = join(admin, "pages/login.jsx");
    const [text, built] = [readFileSync(source, "utf8"), page()];
    const random = dice(1);
    const ballast = Array.from({ length: 80_000 }, () => Math.floor(random() * 36).toString(36)).join("");
    writeFileSync(source, `${text}\nglobalThis.ballast = "${ballast}";\n`);
    const run = build();
    assert.equal(run.status, 1);
    assert.match(run.stderr, /A first visit to "login" loads \d+ bytes; 80000 is the most\. Nothing was written\.\n$/);
    assert.equal(page(), built);
    writeFileSync(source, text);
  });

  test("a mistake in a source is told with its place", () => {
    const source = join(admin, "pages/login.jsx");
    const text = readFileSync(source, "utf8");
    writeFileSync(source, `${text}\nconst = 1;\n`);
    const run = build();
    assert.equal(run.status, 1);
    assert.match(run.stderr, /The panel could not be built\.[^]*pages\/login\.jsx:\d+/);
    writeFileSync(source, text);
  });
});
