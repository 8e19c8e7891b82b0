import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { Script } from "node:vm";
import { build } from "esbuild";
import { expect } from "vitest";

// Stryker's runner for vitest starts vitest anew for every mutant: one or two seconds each, an hour for all. The tests of src/core are plain
// functions over plain data, so here they run in Stryker's own process, which takes milliseconds.

/** Gives each file of the bundle its own `import.meta.url`, by which tests find their recordings. */
const ownUrls = {
  name: "own-urls",
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]test[\\/].*\.ts$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replaceAll("import.meta.url", JSON.stringify(pathToFileURL(path).href)),
      loader: "ts",
    }));
  },
};

/** The test files in one script, and what each of them imports. The script is a function of `require`; it returns what loads each file. */
async function bundle(files) {
  const { outputFiles, metafile } = await build({
    stdin: {
      contents: `module.exports = { ${files.map((file) => `"${file}": () => require("./${file}")`).join()} };`,
      resolveDir: process.cwd(),
    },
    absWorkingDir: process.cwd(),
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "cjs",
    packages: "external",
    plugins: [ownUrls],
  });
  const text = `(require) => { const module = {}; ${outputFiles[0].text}; return module.exports; }`;
  return { load: new Script(text).runInThisContext(), inputs: metafile.inputs };
}

/** As much of vitest as the tests of src/core use: tests and groups, also from tables. */
function collectTests() {
  const tests = [];
  let path = [];
  const test = (name, ...rest) => tests.push({ name: [...path, name].join(" > "), run: rest.at(-1) });
  const describe = (name, group) => {
    const outer = path;
    path = [...path, name];
    group();
    path = outer;
  };
  for (const one of [test, describe])
    one.each = (table) => (name, use) => {
      for (const [index, row] of table.entries()) one(`${name} (${index + 1})`, () => use(...(Array.isArray(row) ? row : [row])));
    };
  return { tests, vitest: { test, it: test, describe, expect } };
}

/** How many examples each property test draws: few, because most mutants fall with the first. */
const RUNS = 20;

/** Left out: what counts what came up in all the examples, and what takes seconds. */
const LEFT_OUT = new RegExp(
  [
    "every transition that an interpreter can reach was taken",
    "every promise was checked, and every kind of trouble occurred",
    "every phase, button and alarm occurred",
    "the promises hold if a worker dies",
    "the promises hold whatever others do at any moment",
    "in any order of requests one step has the turn",
    "everybody who keeps requesting the turn",
  ].join("|"),
);

// Stryker's own name for what the instrumented code and it share.
const STRYKER = "__stryker__";

class BundledTests {
  #shared = (globalThis[STRYKER] ??= {});
  #kills = new Map();
  #tookMs = new Map();
  #loaded;

  capabilities() {
    return { reloadEnvironment: true };
  }

  async init() {
    const found = await readdir("test/core", { recursive: true });
    process.env.RUNS = `${RUNS}`;
    this.files = found.filter((file) => file.endsWith(".test.ts")).map((file) => `test/core/${file}`);
    Object.assign(this, await bundle(["test/seed.ts", ...this.files]));
  }

  /** A fresh copy of the program and its tests: returns what loads one test file and lists its tests. */
  #loader() {
    const required = createRequire(join(process.cwd(), "package.json"));
    let collected = collectTests();
    const loaders = this.load((name) => (name === "vitest" ? collected.vitest : required(name)));
    loaders["test/seed.ts"]();
    const fc = required("fast-check");
    fc.configureGlobal({ ...fc.readConfigureGlobal(), numRuns: RUNS });
    return (file) => {
      collected = collectTests();
      loaders[file]();
      const tests = collected.tests.map(({ name, run }, index) => ({ id: `${file} ${index} ${name}`, name, run }));
      return tests.filter(({ name }) => !LEFT_OUT.test(name));
    };
  }

  #allTests() {
    return (this.#loaded ??= this.files.flatMap(this.#loader()));
  }

  async dryRun() {
    const tests = [];
    for (const { id, name, run } of this.#allTests()) {
      const began = performance.now();
      this.#shared.currentTestId = id;
      const failureMessage = await failureOf(run);
      this.#shared.currentTestId = undefined;
      const timeSpentMs = performance.now() - began;
      tests.push({ id, name, timeSpentMs, status: failureMessage === undefined ? 0 : 1, failureMessage });
    }
    return { status: "complete", tests, mutantCoverage: this.#shared.mutantCoverage };
  }

  async mutantRun({ activeMutant, hitLimit, mutantActivation, sandboxFileName, testFilter }) {
    this.#shared.activeMutant = undefined;
    const tests = this.#allTests();
    Object.assign(this.#shared, { activeMutant: activeMutant.id, hitCount: 0, hitLimit });
    const isStatic = mutantActivation === "static";
    const killer = isStatic
      ? await this.#killerOnLoad(relative(process.cwd(), sandboxFileName))
      : await this.#killerAmong(tests, testFilter);
    this.#shared.activeMutant = undefined;
    if (this.#shared.hitCount > (hitLimit ?? Infinity)) return { status: "timeout" };
    return killer === undefined ? { status: "survived", nrOfTests: 1 } : { status: "killed", nrOfTests: 1, ...killer };
  }

  /** For a mutant that acts while its file is loaded: the tests of the same folder that reach the file, those that import it first. */
  async #killerOnLoad(mutated) {
    const folder = `test/${mutated.split("/").slice(1, 3).join("/")}/`;
    const imports = (file) => (this.inputs[file]?.imports ?? []).some(({ path }) => path === mutated);
    const files = this.files.filter((file) => file.startsWith(folder) && this.#reach(file).has(mutated));
    const load = this.#loader();
    for (const file of files.toSorted((a, b) => Number(imports(b)) - Number(imports(a)))) {
      let tests = [];
      const failureMessage = await failureOf(() => void (tests = load(file)));
      const killer = failureMessage === undefined ? await this.#killerAmong(tests) : { killedBy: [], failureMessage };
      if (killer !== undefined) return killer;
    }
    return undefined;
  }

  #reach(file, seen = new Set()) {
    seen.add(file);
    for (const { path } of this.inputs[file]?.imports ?? []) if (!seen.has(path)) this.#reach(path, seen);
    return seen;
  }

  /** The tests that have killed most for the time they take come first. */
  async #killerAmong(tests, filter = tests.map(({ id }) => id)) {
    const wanted = new Set(filter);
    const worth = ({ id }) => (1 + (this.#kills.get(id) ?? 0)) / (this.#tookMs.get(id) ?? 1);
    for (const test of tests.filter(({ id }) => wanted.has(id)).toSorted((a, b) => worth(b) - worth(a))) {
      const began = performance.now();
      const failureMessage = await failureOf(test.run);
      this.#tookMs.set(test.id, performance.now() - began);
      if (failureMessage === undefined) continue;
      this.#kills.set(test.id, (this.#kills.get(test.id) ?? 0) + 1);
      return { killedBy: [test.id], failureMessage };
    }
    return undefined;
  }
}

async function failureOf(run) {
  try {
    await run();
    return undefined;
  } catch (error) {
    return String(error);
  }
}

export const strykerPlugins = [{ kind: "TestRunner", name: "bundled", injectableClass: BundledTests }];
