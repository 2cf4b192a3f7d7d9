// Holds the scripts that run in browsers to the browsers of .browserslistrc, and to nothing else: as
// app/browser/build.mjs bundles them, after the syntax of TypeScript and of later years is gone.
import { createRequire } from "node:module";
import browserslist from "browserslist";
import compat from "eslint-plugin-compat";
import es from "eslint-plugin-es-x";

const { api } = createRequire(import.meta.url)("@mdn/browser-compat-data");

/** MDN's names for the browsers. */
const MDN = {
  chrome: "chrome",
  edge: "edge",
  firefox: "firefox",
  safari: "safari",
  ios_saf: "safari_ios",
  samsung: "samsunginternet_android",
};

/** The oldest of each browser that is supported. */
const oldest = {};
for (const browser of browserslist(undefined, { path: import.meta.dirname })) {
  const [name, version] = browser.split(/[ -]/);
  oldest[MDN[name]] = Math.min(oldest[MDN[name]] ?? Infinity, Number(version));
}

/** Not in every browser, and called only where the script has found it. */
const GUARDED = ["Notification.requestPermission", "PublicKeyCredential.isConditionalMediationAvailable"];

/** Static methods of the browser, such as `AbortSignal.timeout`, are named apart in MDN's data, which the plugin misses. */
const statics = {
  create: (context) => ({
    MemberExpression(node) {
      if (GUARDED.includes(`${node.object.name}.${node.property.name}`)) return;
      const support = api[node.object.name]?.[`${node.property.name}_static`]?.__compat.support ?? {};
      const young = Object.keys(oldest).filter((name) => {
        const since = [support[name] ?? { version_added: "0" }].flat()[0].version_added;
        return !since || Number.parseFloat(since) > oldest[name];
      });
      if (young.length > 0)
        context.report({ node, message: `not in ${young.map((name) => `${name} ${oldest[name]}`).join(", ")}` });
    },
  }),
};

// What the rules against iterators' methods take for theirs are arrays' here.
const iterators = Object.keys(es.rules).filter((name) => name.startsWith("no-iterator-prototype"));

export default [
  compat.configs["flat/recommended"],
  // Safari 15.6 supports ES2022, except two features that came with 16.4.
  es.configs["flat/restrict-to-es2022"],
  {
    plugins: { own: { rules: { statics } } },
    // Methods are known by their names alone: nothing says what they are called on.
    settings: { "es-x": { aggressive: true } },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      "own/statics": "error",
      "es-x/no-class-static-block": "error",
      "es-x/no-regexp-lookbehind-assertions": "error",
      ...Object.fromEntries(iterators.map((name) => [`es-x/${name}`, "off"])),
    },
  },
];
