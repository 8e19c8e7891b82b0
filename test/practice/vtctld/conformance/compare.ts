import { volatileFields, type VolatileField } from "../volatile.ts";
import type { FlatAnswer } from "./answers.ts";

/** The result of comparing two answers. */
export interface Comparison {
  differences: { path: string; recorded: unknown; simulated: unknown }[];
  compared: number;
  /** Paths that differed and were allowed to, with the reason. */
  ignored: { path: string; reason: string }[];
}

const absent = "(absent)";

/** Compares two flattened answers of a call, apart from the declared volatile fields. */
export function compareAnswers(rpc: string, recorded: FlatAnswer, simulated: FlatAnswer): Comparison {
  const result: Comparison = { differences: [], compared: 0, ignored: [] };
  for (const path of new Set([...recorded.keys(), ...simulated.keys()])) {
    const left = recorded.has(path) ? recorded.get(path) : absent;
    const right = simulated.has(path) ? simulated.get(path) : absent;
    result.compared += 1;
    if (Object.is(left, right)) continue;
    const field = volatileFields.find((each) => each.rpc.includes(rpc) && matches(each.path, path) && mayDiffer(each, left, right));
    if (field !== undefined) result.ignored.push({ path, reason: field.reason });
    else result.differences.push({ path, recorded: left, simulated: right });
  }
  return result;
}

function mayDiffer(field: VolatileField, left: unknown, right: unknown): boolean {
  return field.keep === undefined || Object.is(field.keep(left), field.keep(right));
}

function escape(part: string): string {
  return part.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);
}

/** True if a path matches a pattern; keys such as `0/zone1-0000000200` contain no dot. */
function matches(pattern: string, path: string): boolean {
  const source = pattern
    .split(".")
    .map((segment) => (segment === "**" ? "(?:\\..*)?" : `\\.${segment.split("*").map(escape).join("[^.]*")}`))
    .join("")
    .slice(2);
  return new RegExp(`^${source}(?:\\.text|\\.parsed(?:\\..*)?)?$`).test(path);
}
