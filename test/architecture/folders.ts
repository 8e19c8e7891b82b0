import { posix } from "node:path";
import { importsOf } from "./imports.ts";
import type { Source } from "./sources.ts";

/** Imports by which a folder imports itself, directly or through others: `a/b.ts imports c/d.ts`. Empty if the folders are ordered. */
export function circularImports(sources: readonly Source[]): readonly string[] {
  let left = sources.flatMap(({ file, text }) =>
    importsOf(text)
      .filter((specifier) => specifier.startsWith("."))
      .map((specifier) => ({ file, target: posix.join(posix.dirname(file), specifier) }))
      .filter(({ target }) => posix.dirname(target) !== posix.dirname(file)),
  );
  for (let before = Infinity; left.length < before;) {
    before = left.length;
    const importers = new Set(left.map(({ file }) => posix.dirname(file)));
    const imported = new Set(left.map(({ target }) => posix.dirname(target)));
    left = left.filter(({ file, target }) => importers.has(posix.dirname(target)) && imported.has(posix.dirname(file)));
  }
  return left.map(({ file, target }) => `${file} imports ${target}`);
}
