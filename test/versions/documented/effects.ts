import type { Command } from "../../../src/core/command/command.ts";
import type { Situation } from "./prepared.ts";
import type { Standing } from "./standing.ts";
import type { TabletType } from "../../../src/core/options/kinds.ts";

/** What a page says about a line: where the move is when it is typed, how Tandem answers, and the state afterwards. */
export interface Effect {
  readonly situation: Situation;
  readonly answer: object;
  /** Guarded: nothing may change before two people have approved. */
  readonly asked: boolean;
  /** `in_` is the state in a situation. */
  readonly after: (in_: (situation: Situation) => Standing) => Standing;
}

/** Only shown, or only requested; everything stays as it is. */
function tells(situation: Situation, answer: object): Effect {
  return { situation, answer, asked: false, after: (in_) => in_(situation) };
}

function asks(situation: Situation, after: Effect["after"]): Effect {
  return { situation, answer: { kind: "receipt", doing: "asked" }, asked: true, after };
}

const SIDES = { PRIMARY: "primary", REPLICA: "replica", RDONLY: "rdonly" } as const;

function routed(standing: Standing, types: readonly TabletType[], to: "source" | "target"): Standing {
  return { ...standing, ...Object.fromEntries(types.map((type) => [SIDES[type], to])) };
}

const UNROUTED = { primary: "unrouted", replica: "unrouted", rdonly: "unrouted", denies: [], workflows: [] } as const;

function writes(types: readonly TabletType[]): boolean {
  return types.includes("PRIMARY");
}

/** The effect of a documented line. `line` distinguishes lines on the reverse workflow from others. */
export function effectOf(command: Command, line: string): Effect {
  switch (command.verb) {
    case "create":
      return { situation: "before", answer: { kind: "receipt", doing: "created" }, asked: false, after: (in_) => in_("running") };
    case "stop":
      return { situation: "running", answer: { kind: "receipt", doing: "stop" }, asked: false, after: (in_) => in_("stopped") };
    case "start":
      return { situation: "stopped", answer: { kind: "receipt", doing: "start" }, asked: false, after: (in_) => in_("running") };
    case "switch": {
      const { tabletTypes } = command.options;
      const situation = writes(tabletTypes) && tabletTypes.length === 1 ? "reads-switched" : "running";
      if (command.dryRun) return tells(situation, { kind: "dry-run", verb: "switch" });
      return asks(situation, (in_) => routed(in_(writes(tabletTypes) ? "switched" : situation), tabletTypes, "target"));
    }
    case "reverse": {
      const { tabletTypes, v1 } = command.options;
      const situation = v1 && !line.includes("_reverse") ? "reads-switched" : "switched";
      if (command.dryRun) return tells(situation, { kind: "dry-run", verb: "reverse" });
      if (!writes(tabletTypes)) return asks(situation, (in_) => routed(in_(situation), tabletTypes, "source"));
      // Writes alone: reads stay where they are.
      return asks(situation, (in_) => routed(in_("reversed"), ["REPLICA", "RDONLY"], "target"));
    }
    case "complete":
      if (command.dryRun) return tells("switched", { kind: "dry-run", verb: "complete" });
      return asks("switched", (in_) => ({ ...in_("switched"), ...UNROUTED, sourceTables: [] }));
    case "cancel":
      return asks(line.includes("_reverse") ? "reversed" : "running", (in_) => ({ ...in_("running"), ...UNROUTED, targetTables: [] }));
    case "delete":
      // Before 18 only the streams go; the pages since then have no such line.
      return asks("running", (in_) => ({ ...in_("running"), workflows: [] }));
    case "rules-restore":
      return command.dryRun ? tells("running", { kind: "rules-preview" }) : asks("running", (in_) => in_("running"));
    case "rules-save":
      return tells("running", { kind: "rules-saved", label: command.label });
    case "rules-get":
      return tells("running", { kind: "rules" });
    case "list":
      return tells(command.keyspace === "commerce" ? "switched" : "running", { kind: "list" });
    case "status":
      return tells(line.includes("_reverse") ? "switched" : "running", { kind: "foreign-status" });
    case "show":
      return tells("running", { kind: "show" });
    case "vdiff-create":
      return tells("running", { kind: "receipt", doing: "vdiff-create" });
    case "vdiff-show":
      return tells("running", { kind: "vdiff", verdict: { kind: "clean", rowsCompared: 300n } });
    case "mirror":
      return tells("running", { kind: "receipt", doing: "mirror" });
    default:
      throw new Error(`no page has a line of ${command.verb}`);
  }
}
