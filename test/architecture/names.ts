import type { Source } from "./sources.ts";

const DECLARED = /^(?:export )?(?:async )?(?:function\*?|const|class|type|interface) (\w+)/gm;

/** The names that more than one file declares at its top level, exported or not, each with its files. */
export function namesDeclaredTwice(sources: readonly Source[]): ReadonlyMap<string, readonly string[]> {
  const files = new Map<string, Set<string>>();
  for (const { file, text } of sources) {
    for (const [, name = ""] of text.matchAll(DECLARED)) files.set(name, (files.get(name) ?? new Set()).add(file));
  }
  return new Map([...files].filter(([, where]) => where.size > 1).map(([name, where]) => [name, [...where]]));
}

/** What is wrong with the names that have a reason: doubles without one, and reasons that no double needs. */
export function unexplainedNames(sources: readonly Source[], reasons: Readonly<Record<string, string>>): readonly string[] {
  const twice = namesDeclaredTwice(sources);
  return [
    ...[...twice].filter(([name]) => reasons[name] === undefined).map(([name, where]) => `${name} is declared in ${where.join(", ")}`),
    ...Object.keys(reasons)
      .filter((name) => !twice.has(name))
      .map((name) => `${name} needs no reason any more`),
  ];
}
