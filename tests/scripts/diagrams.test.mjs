// scripts/gen-diagrams.mjs: what a table of transitions becomes, and what it refuses to guess.
import assert from "node:assert/strict";
import { test } from "node:test";
import { draw, generate, readTables } from "../../scripts/gen-diagrams.mjs";

const header = `// A machine's table.
enum class Phase : std::uint8_t {
  received,  // the head is here
  checking,  ///< who sent it is found out
  closed,
};
inline constexpr Transition<Phase> machine_table[] = {
    {Phase::received, Kind::request, to(Phase::checking, Phase::closed)},
    {Phase::received, Kind::request_body, to(Phase::received)},

    // A comment {between} rows.
    {Phase::checking, started,      to(Phase::closed)},
    {Phase::checking, Kind::failed,
     to(Phase::checking,
        Phase::closed)},
};
`;
const drawn = `\`\`\`mermaid
stateDiagram-v2
  [*] --> received
  received --> checking: request
  received --> closed: request
  checking --> closed: its owner, failed
  closed --> [*]
\`\`\`

- \`received\`: the head is here; may stay after request_body
- \`checking\`: who sent it is found out; may stay after failed`;

test("a table becomes a diagram, an arrow a pair of phases with all its events, and a list of what phases mean and outlast", () =>
  assert.deepEqual(readTables(header).map((table) => draw(table)), [drawn]));

test("phases may stand in one line, and a machine without an end has none", () => {
  const text = `enum class P { idle, asked };
inline constexpr Transition<P> small_table[] = {
  {P::idle, started, to(P::asked)},
  {P::asked, Kind::failed, to(P::idle)},
};
`;
  assert.equal(
    draw(readTables(text)[0]),
    "```mermaid\nstateDiagram-v2\n  [*] --> idle\n  idle --> asked: its owner\n  asked --> idle: failed\n```",
  );
});

test("a machine begins where its owner says", () => {
  const tree = new Map([
    ["docs/ARCHITECTURE.md", "# Machines\n<!-- diagram: wasm/core/x.h -->\nold\n<!-- end of diagram -->\nThe end.\n"],
    ["wasm/core/x.h", header],
    ["wasm/core/owner.h", "  Track<machine_table> track_{Phase::checking};\n"],
  ]);
  const document = generate(tree);
  assert.equal(document.includes(drawn.replace("[*] --> received", "[*] --> checking")), true, document);
  assert.match(document, /^# Machines\n<!-- diagram: wasm\/core\/x\.h -->\n```mermaid\n[^]*\n<!-- end of diagram -->\nThe end\.\n$/);
});

test("what cannot be read is said instead of being left out", () => {
  assert.throws(() => readTables(header.replace("to(Phase::received)", "everywhere")), /4 rows begin, 3 can be read/);
  assert.throws(() => readTables(header.replace("  closed,\n", "")), /machine_table: Phase has no phase closed/);
  assert.throws(() => readTables(header.replace("enum class Phase", "enum class Other")), /stand in no enum/);
});
