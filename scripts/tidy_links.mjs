// The rule of links: what a page in Markdown leads to is there, the heading included.
// Knows how headings become anchors; refuses to ask the network.
import { posix } from "node:path";
import { each } from "./tidy_tree.mjs";

const isPage = (path) => path.endsWith(".md") && !path.startsWith("tests/");
/** What the tree holds of a checkout: of other files it cannot say whether they are there. */
const isKnown = (path) => /\.(md|cpp|h|def|mjs|js|jsx|sql)$/.test(path);

const fences = /^ *```[^]*?^ *```$/gm;

/** Of each heading, as GitHub makes it; of the same ones the first alone. */
function anchorsOf(text) {
  const titles = Array.from(text.replace(fences, "").matchAll(/^#+ (.*)$/gm), ([, title]) => title);
  return new Set(titles.map((title) =>
    title.replace(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, "").trim().replaceAll(" ", "-"),
  ));
}

function faultOf(tree, path, link) {
  const [file, anchor] = link.split("#");
  const target = file === "" ? path : posix.join(posix.dirname(path), decodeURIComponent(file));
  const isFolder = [...tree.keys()].some((one) => one.startsWith(`${target.replace(/\/$/, "")}/`));
  if (!tree.has(target)) return isKnown(target) && !isFolder ? `there is no ${target}` : undefined;
  if (!anchor || !target.endsWith(".md")) return undefined;
  return anchorsOf(tree.get(target)).has(decodeURIComponent(anchor)) ? undefined : `${target} has no heading for #${anchor}`;
}

export function links(tree) {
  return each(tree, isPage, (path, text) => {
    const found = Array.from(text.replace(fences, "").matchAll(/\]\(([^()\s]+)\)/g), ([, link]) => link);
    return [...new Set(found)].filter((link) => !/^[a-z]+:/.test(link)).map((link) => faultOf(tree, path, link));
  });
}
