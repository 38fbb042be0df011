// What ESLint looks for in the shim, the panel, the scripts and the tests; ./scripts/test.sh lint runs it.
// Knows which files run where; refuses to know how a line is laid out.
//   node_modules/.bin/eslint --config scripts/eslint.config.mjs js-shim scripts tests
import js from "@eslint/js";
import globals from "globals";

/** Beyond the recommended rules: what the code does everywhere already, so that it stays so. */
const style = {
  "array-callback-return": "error",
  "arrow-body-style": "error",
  curly: ["error", "multi-line"],
  "default-case-last": "error",
  eqeqeq: ["error", "always", { null: "ignore" }],
  "logical-assignment-operators": "error",
  "no-array-constructor": "error",
  "no-constant-binary-expression": "error",
  "no-else-return": "error",
  "no-eval": "error",
  "no-implicit-coercion": ["error", { boolean: false }],
  "no-implied-eval": "error",
  "no-lonely-if": "error",
  "no-new-func": "error",
  "no-object-constructor": "error",
  "no-return-assign": ["error", "except-parens"],
  "no-self-compare": "error",
  "no-throw-literal": "error",
  "no-unneeded-ternary": "error",
  "no-unreachable-loop": "error",
  "no-unused-expressions": "error",
  "no-unused-vars": ["error", { args: "after-used", ignoreRestSiblings: true, caughtErrors: "all" }],
  "no-useless-computed-key": "error",
  "no-useless-concat": "error",
  "no-useless-rename": "error",
  "no-useless-return": "error",
  "no-var": "error",
  "object-shorthand": "error",
  "prefer-arrow-callback": "error",
  "prefer-const": "error",
  "prefer-object-has-own": "error",
  "prefer-object-spread": "error",
  "prefer-rest-params": "error",
  "prefer-spread": "error",
  "prefer-template": "error",
  yoda: "error",
};

export default [
  { ignores: ["js-shim/admin/dist/**", "tests/translation/fixtures/**", "**/*.d.ts"] },
  js.configs.recommended,
  { rules: style, linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["js-shim/*.js"],
    languageOptions: { globals: { ...globals.serviceworker, IdentityTransformStream: "readonly" } },
  },
  {
    files: ["js-shim/admin/**/*.{js,jsx}", "tests/worker/fixtures/**/*.js"],
    languageOptions: { globals: globals.browser, parserOptions: { ecmaFeatures: { jsx: true } } },
  },
  // Tests are many small scopes, and half of them know a `model` and a `before`.
  { files: ["js-shim/**", "scripts/**"], rules: { "no-shadow": ["error", { hoist: "never" }] } },
  { files: ["scripts/**/*.mjs", "tests/**/*.mjs"], languageOptions: { globals: globals.node } },
  // Functions that Playwright sends into the page stand among the tests' own.
  { files: ["tests/ui/*.mjs"], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
];
