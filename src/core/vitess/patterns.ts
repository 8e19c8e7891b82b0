import { type Branded, isKeyspace, type Keyspace, type MoveName } from "./names.ts";

/**
 * Which moves of a cluster are meant: all of a keyspace (`customer`), of several (`customer*`), or some by their workflows
 * (`customer.orders*`). A star stands for any characters, or none.
 */
export type MovePattern = Branded<"MovePattern">;

const PATTERN_PART = /^[A-Za-z0-9_*][A-Za-z0-9_*-]*$/;
// As long as the longest name.
const LONGEST_PATTERN_PART = 64;

/** True for a keyspace with or without stars, alone or before a dot and a workflow with or without stars. */
export function isMovePattern(text: string): text is MovePattern {
  const parts = text.split(".");
  return parts.length <= 2 && parts.every((part) => part.length <= LONGEST_PATTERN_PART && PATTERN_PART.test(part) && !part.includes("**"));
}

/** True if the pattern means this move; without a dot it means every workflow of its keyspaces. */
export function matchesPattern(pattern: MovePattern, { targetKeyspace, workflow }: MoveName): boolean {
  const [keyspaces = "", workflows = "*"] = pattern.split(".");
  return matchesStars(keyspaces, targetKeyspace) && matchesStars(workflows, workflow);
}

/** The one keyspace that a pattern means; undefined if it may mean several. */
export function findKeyspaceOfPattern(pattern: MovePattern): Keyspace | undefined {
  const [keyspace = ""] = pattern.split(".");
  return isKeyspace(keyspace) ? keyspace : undefined;
}

/** A star stands for any characters, or none. Takes each piece between stars at its first place, so that no pattern takes long. */
export function matchesStars(pattern: string, name: string): boolean {
  const [first = "", ...others] = pattern.split("*");
  if (others.length === 0) return name === first;
  const last = others.pop() ?? "";
  if (!name.startsWith(first) || !name.endsWith(last)) return false;
  let from = first.length;
  for (const piece of others) {
    const found = name.indexOf(piece, from);
    if (found === -1) return false;
    from = found + piece.length;
  }
  return from <= name.length - last.length;
}
