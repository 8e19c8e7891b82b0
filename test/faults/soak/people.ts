import type { Installation } from "../../acceptance/one-truth/installation.ts";
import { press, types } from "../../acceptance/one-truth/installation.ts";
import { ANA, BEN, CHO, thread } from "../../acceptance/people.ts";
import { ACTIONS } from "../../../src/slack/actions.ts";
import type { Chance } from "./chance.ts";

const VERBS = [
  "switch",
  "switch --tablet-types primary",
  "reverse",
  "vdiff create",
  "status",
  "diagnose",
  "call-off --reason tired",
] as const;

/** What people do to one move: they request and decide, look, change their minds, and take no notice of what fails meanwhile. */
export async function actOn(here: Installation, workflow: string, { pick, happens }: Chance): Promise<void> {
  const move = `customer.${workflow}`;
  const request = thread(here, move).findLast(({ blocks }) => JSON.stringify(blocks ?? []).includes(ACTIONS.approve));
  if (request === undefined || happens(0.2)) {
    await types(here, ANA, withMove(pick(VERBS), move)).catch(ignore);
    return;
  }
  const label = happens(0.9) ? "Approve" : "Dry run";
  for (const user of [BEN, CHO]) await press(here, user, request, label).catch(ignore);
}

function withMove(verb: string, move: string): string {
  const [word = "", ...options] = verb.split(" ");
  return word === "vdiff" ? `vdiff create ${move}` : [word, move, ...options].join(" ");
}

/** Slack's own sentence about a command that nobody acknowledged, or a button that an edit took away. */
function ignore(): void {}
