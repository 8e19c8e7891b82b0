import type { Command } from "../../core/command.ts";
import { code } from "../text/escape.ts";

type Reaches = Exclude<Command["verb"], "help" | "create-form">;
type Say = (name: string) => string;

/** What is true the moment a command is recorded: that Tandem begins to look. What comes of it is the answer's to say. */
const RECEIPTS = {
  create: (name) => `Checking whether ${name} can be created …`,
  list: () => "Reading the list of moves …",
  status: (name) => `Reading ${name} …`,
  show: (name) => `Reading ${name} …`,
  start: (name) => `Looking at ${name} before it is started …`,
  stop: (name) => `Looking at ${name} before it is stopped …`,
  "vdiff-create": (name) => `Looking at ${name} before a VDiff is started …`,
  "vdiff-show": (name) => `Reading the VDiffs of ${name} …`,
  "vdiff-stop": (name) => `Looking at the VDiffs of ${name} …`,
  "vdiff-resume": (name) => `Looking at the VDiffs of ${name} …`,
  "vdiff-delete": (name) => `Looking at the VDiffs of ${name} …`,
  switch: (name) => `Reading ${name} to see what SwitchTraffic would do …`,
  reverse: (name) => `Reading ${name} to see what ReverseTraffic would do …`,
  complete: (name) => `Reading ${name} to see what Complete would do …`,
  cancel: (name) => `Reading ${name} to see what Cancel would do …`,
  follow: (name) => `Looking for ${name} …`,
  unfollow: (name) => `Looking for ${name} …`,
} as const satisfies Record<Reaches, Say>;

/** The receipt for a command that was recorded. */
export function receiptFor(command: Extract<Command, { verb: Reaches }>): string {
  return RECEIPTS[command.verb]("name" in command ? code(`${command.name.targetKeyspace}.${command.name.workflow}`) : "");
}
