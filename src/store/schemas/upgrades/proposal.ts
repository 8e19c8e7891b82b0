import { type Json, requireObject, withoutAbsent } from "./json.ts";

/** Format 1 had an act and a seal for everything; since format 2 each kind of proposal has its own facts. */
export function upgradeProposalFrom1(act: unknown, seal: unknown): Json {
  const { verb, options } = requireObject(act);
  const { act: _same, move: _move, ...facts } = requireObject(seal);
  switch (verb) {
    case "restore":
      return { kind: "restore", restore: options };
    case "override":
      return { kind: "override", terms: options };
    case "rescue": {
      const { sourceKeyspace, sourceShards, targetShards, tables } = facts;
      const { tables: denied } = requireObject(options);
      return { kind: "rescue", facts: { side: "source", sourceKeyspace, sourceShards, targetShards, tables, denied } };
    }
    default:
      return { kind: "workflow", operation: act, facts: withoutAbsent(facts) };
  }
}
