// The rule of small classes: how many fields and functions a class of the core may have.
// Knows C++ as the core writes it, as far as a class's members go: names of types, braces, declarators. Refuses to know
// inheritance and what a macro makes.
import { each, isCore, lineAt } from "./tidy_tree.mjs";

const classFields = 25;
const classFunctions = 40;
/** Of a struct that is nothing but data, all of it public: a message or a row is as wide as what it stands for. */
const dataFields = 40;

/** The text with everything blanked that is no code: comments, texts, characters, lines of the preprocessor. */
export function bare(text) {
  const blank = (found) => found.replace(/[^\n]/g, " ");
  return text
    .replace(/\/\/[^\n]*|\/\*[^]*?\*\/|R"(\w*)\([^]*?\)\1"|"(?:\\.|[^"\\\n])*"|(?<!\w)'(?:\\.|[^'\\\n])*'/g, blank)
    .replace(/^[ \t]*#(?:[^\n]*\\\n)*[^\n]*/gm, blank);
}

const closing = { "{": "}", "(": ")", "[": "]", "<": ">" };

/** The place after the bracket that closes the one at `at`. */
function pastGroup(code, at) {
  const open = code[at];
  for (let i = at, depth = 0; i < code.length; ++i) {
    if (code[i] === open) ++depth;
    if (code[i] === closing[open] && --depth === 0) return i + 1;
  }
  return code.length;
}

/** What stands before a member and says nothing of what it is: access, attributes, template heads, storage. */
const prelude = /^(?:\s|(?:public|protected|private)\s*:|\[\[.*?\]\]|alignas\([^)]*\)|template\s*<[^]*?>\s*(?=[\w[~:])|requires\s+[\w:<>]+\s(?=[^=]*\())+/;
const isType = /^(?:class|struct|union|enum)\b[^(=]*$/;

/**
 * The members of a class, as their texts: a function's body and an initializer's braces are left out, and so are nested
 * types, which are classes of their own.
 */
function membersOf(body) {
  const members = [];
  let text = "";
  const end = () => {
    members.push(text.replace(prelude, "").trim());
    text = "";
  };
  for (let i = 0; i < body.length; ) {
    if (body[i] === ";") {
      end();
      ++i;
    } else if (body[i] === "(") {
      const past = pastGroup(body, i);
      text += body.slice(i, past);
      i = past;
    } else if (body[i] === "{") {
      const head = text.replace(prelude, "");
      const isFunction = head.includes("(") && !/=\s*$/.test(head);
      // A constructor's `: name_{value}` has braces before its body, which follows a bracket.
      const isInitializer = /\)\s*(?:noexcept\s*)?:(?!:)/.test(head) && /[\w>]\s*$/.test(head);
      i = pastGroup(body, i);
      if (isType.test(head)) text = "using ";
      else if (isInitializer) text += "()";
      else if (isFunction) end();
    } else {
      text += body[i++];
    }
  }
  return members.filter((member) => member !== "");
}

/** How many names a declaration of fields declares: commas outside of brackets, and one. */
function declared(member) {
  let flat = member;
  for (let before = ""; before !== flat; ) {
    before = flat;
    flat = flat.replace(/<[^<>]*>|\([^()]*\)|\[[^[\]]*\]/g, "");
  }
  return flat.split(",").length;
}

const isNothing = /^(?:using|typedef|friend|static_assert|class|struct|union|enum)\b|=\s*(?:delete|default)$/;
const isPointerField = /^[^(]*\(\s*(?:\w+::)?\*\s*(?:const\s+)?\w+\s*(?:\[\w*\])?\s*\)\s*\(/;
const isConstant = /^(?:inline\s+)?static\b/;

/** @returns {{name: string, line: number, fields: number, functions: number}[]} every class of a text */
export function classesOf(text) {
  const code = bare(text);
  return [...code.matchAll(/(?<![<,]\s*|enum\s+)\b(?:class|struct)\s+(?:\[\[.*?\]\]\s*)?(\w+(?:::\w+)*)(?:\s+final)?\s*(?::[^:;{}()][^;{}()]*)?\{/g)].map((match) => {
    const open = match.index + match[0].length - 1;
    const found = { name: match[1], line: lineAt(code, match.index), fields: 0, functions: 0 };
    for (const member of membersOf(code.slice(open + 1, pastGroup(code, open) - 1))) {
      if (isNothing.test(member)) continue;
      const declarator = member.replace(/=[^]*$|\[.*?\]/g, "");
      if (/\boperator\b/.test(member) || (declarator.includes("(") && !isPointerField.test(member))) ++found.functions;
      else if (!isConstant.test(member)) found.fields += declared(member);
    }
    return found;
  });
}

/** The rule: no class has more fields or functions than one person keeps in mind. */
export function classes(tree) {
  return each(tree, isCore, (_, text) =>
    classesOf(text).flatMap(({ name, line, fields, functions }) => {
      const most = functions === 0 ? dataFields : classFields;
      return [
        fields > most && `line ${line}: ${name} has ${fields} fields; it may have ${most}`,
        functions > classFunctions && `line ${line}: ${name} has ${functions} functions; it may have ${classFunctions}`,
      ];
    }),
  );
}
