import type { Button } from "@slack/types";
import { parse } from "../../command/parse.ts";
import type { Verb } from "../../core/command/command.ts";
import type { Explanation } from "../../core/explain/explain.ts";
import type { MoveName } from "../../core/vitess/names.ts";
import { toCommandAction } from "../actions.ts";
import { buildButton } from "../blocks/build.ts";
import { LIMITS } from "../blocks/limits.ts";
import { formatTypedName } from "../text/move-name.ts";
import { MOVE_BUTTONS } from "./buttons.ts";

interface ButtonContext {
  readonly move?: MoveName;
  /** The command that repeats the operation, without `/movetables`. */
  readonly line?: string;
}

/** The label of the next step's button; a guarded verb only requests. */
const STEP_LABELS: Partial<Record<Verb, string>> = {
  status: "Status",
  list: "List",
  keyspaces: "Keyspaces",
  clusters: "Clusters",
  help: "Help",
  start: "Start",
  reverse: "Request rollback",
  cancel: "Request cancel",
  mirror: "End mirroring",
  "vdiff-create": "Compare again",
  "vdiff-show": "VDiffs",
};

/**
 * The buttons under an explained error: the next step if Tandem has a command for it, a repeat if that is the step, and a diagnosis if
 * waiting may not be enough. Every line must parse before it becomes a button, so none promises what Tandem cannot do.
 */
export function buildExplainedButtons({ step, retry }: Explanation, { move, line }: ButtonContext): readonly Button[] {
  // When people have to correct their own input there is nothing to diagnose.
  const diagnosis = move === undefined || (step?.kind === "words" && retry === "no") ? [] : [MOVE_BUTTONS.diagnose(move)];
  if (step?.kind === "again" || step?.kind === "wait") return [...buildLineButton(line, "Try again"), ...diagnosis];
  if (step?.kind !== "command" || step.line.startsWith("diagnose ")) return diagnosis;
  return [...buildLineButton(fillName(step.line, move)), ...diagnosis];
}

/** The line with the move's name filled in; undefined if it needs the name and the name is not known. */
function fillName(line: string, move: MoveName | undefined): string | undefined {
  if (move !== undefined) return line.replace("{move}", formatTypedName(move));
  return line.includes("{move}") ? undefined : line;
}

function buildLineButton(line: string | undefined, label?: string): readonly Button[] {
  // A button with a truncated value would do something else.
  if (line === undefined || line.length > LIMITS.buttonValue) return [];
  const understood = parse(line);
  if (understood.kind !== "command" || understood.command.verb === "form") return [];
  const { verb } = understood.command;
  return [buildButton(label ?? STEP_LABELS[verb] ?? verb, toCommandAction(verb), line)];
}
