// Checks the tree against the rules of the house and says every fault, a line each.
// Knows the command line; refuses to know any rule (tidy_rules.mjs) and the files (tidy_tree.mjs).
//   node scripts/tidy.mjs
import { faultsOf } from "./tidy_rules.mjs";
import { readTree } from "./tidy_tree.mjs";

const tree = readTree();
const faults = faultsOf(tree);
for (const fault of faults) console.error(fault);
console.log(faults.length === 0 ? `${tree.size} files are tidy.` : `${faults.length} faults.`);
process.exitCode = faults.length === 0 ? 0 : 1;
