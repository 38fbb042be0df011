// Tables of docs/ that a person has written beside what the core or openapi.json says: numbers and routes in them are those.
// What scripts/gen-reference.mjs writes itself, tidy looks after.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { limitValues, readLimits, readSettings } from "../../scripts/gen-reference.mjs";
import { readTree } from "../../scripts/tidy_tree.mjs";
import { root } from "./running.mjs";

const tree = readTree();
const values = limitValues(tree);

/** The bounds of each row of the table that clients meet, in its order. */
const rows = [
  ["request_body_bytes", "body_rate_bytes_ms"],
  ["memory_budget_bytes", "request_memory_bytes", "memory_wait_ms"],
  ["json_depth", "json_values", "request_head_bytes", "url_bytes"],
  ["conversation_parts", "tools"],
  ["schema_depth", "schema_nodes", "schema_items", "schemas_of_request", "schemas_inlined_bytes"],
  ["embedding_inputs", "native_wish_bytes"],
  ["models_listed", "candidates"],
  ["attachments", "attachment_bytes", "attachment_calls", "attachment_redirects"],
  ["answer_body_bytes", "sse_event_bytes"],
  ["pool_keys", "pool_key_bytes", "pool_models_per_key", "pool_model_states", "pool_shards", "lease_picks"],
  ["clients_stored", "client_keys"],
  ["admin_body_bytes", "import_refusals"],
  ["usage_rows_pending", "usage_rows_bytes"],
];

/** How a number may be written. */
const spellings = (number) => [
  number.toLocaleString("en-US"),
  ...[1024 * 1024, 1024].flatMap((unit) => (number % unit === 0 ? [String(number / unit)] : [])),
  ...(number % 1000 === 0 ? [String(number / 1000)] : []),
];

describe("the bounds that clients meet are those of limits.h", () => {
  for (const path of ["docs/LIMITS.md", "docs/LIMITS.zh-CN.md"]) {
    test(path, () => {
      const [, table] = /\n\|---\|---\|\n((?:\|.*\n)+)/.exec(tree.get(path));
      const written = table.trim().split("\n");
      assert.equal(written.length, rows.length);
      for (const [i, names] of rows.entries()) {
        const numbers = written[i].match(/\d[\d,]*/g);
        for (const name of names) {
          const found = spellings(values.get(name)).some((one) => numbers.includes(one));
          assert(found, `${name} is ${values.get(name)}, which this row does not say: ${written[i]}`);
        }
      }
    });
  }
});

test("every route of openapi.json stands in the tables of both languages", () => {
  const { paths } = JSON.parse(readFileSync(join(root, "docs/openapi.json"), "utf8"));
  assert(Object.keys(paths).length > 15);
  for (const page of ["docs/API.md", "docs/API.zh-CN.md"]) {
    for (const path of Object.keys(paths)) assert(tree.get(page).includes(path), `${page} does not speak of ${path}`);
  }
});

describe("what cannot be read is refused, and not left out", () => {
  const good = 'ROTA_SETTING(log_level, word, 0, 0, "all|off", "all",\n             "Which requests.")\n';
  test("settings.def", () => {
    assert.deepEqual(readSettings(good), [
      { name: "log_level", kind: "word", range: ["0", "0"], words: ["all", "off"], standard: "all", sentence: "Which requests." },
    ]);
    assert.throws(() => readSettings(`${good}ROTA_SETTING(odd, word)\n`), /2 rows begin in settings\.def, 1 can be read/);
  });
  test("limits.h", () => {
    const within = (text) => `namespace rota::limits {\n\n// Part. Why.\n${text}\n}  // namespace rota::limits\n`;
    const [{ about, rows: read }] = readLimits(within("inline constexpr std::size_t a_bytes =\n    2 * 1024;  // so many\n"));
    assert.equal(about, "Part. Why.");
    assert.deepEqual(read, [{ type: "std::size_t", name: "a_bytes", value: "2 * 1024", reason: "so many" }]);
    assert.throws(() => readLimits(within("inline constexpr std::size_t a{2};\n")), /1 limits begin in limits\.h, 0 can be read/);
  });
});
