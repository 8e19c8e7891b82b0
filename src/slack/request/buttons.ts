import type { ActionsBlock } from "@slack/types";
import type { Request } from "../../core/operation/request/requests.ts";
import type { Waiting } from "../../core/situation/waiting.ts";
import { ACTIONS } from "../actions.ts";
import { buildActions, buildButton, confirmDialog } from "../blocks/build.ts";
import { MOVE_BUTTONS } from "../move/buttons.ts";
import { formatCounted } from "../text/numbers.ts";
import { VERB_WORDS } from "../wording/verbs.ts";
import type { GuardedVerb } from "../../core/move/broken-call.ts";
import type { RequestPress } from "../../core/operation/request/presses.ts";

/** Those buttons of an open request that `presses` names; an approval of what cannot be undone asks for confirmation. */
export function openButtons(
  { id, shown }: Request,
  verb: GuardedVerb,
  move: string,
  presses: readonly RequestPress[],
): readonly ActionsBlock[] {
  const final = verb === "complete" || verb === "cancel" || verb === "delete";
  const sure = confirmDialog(
    `Approve ${VERB_WORDS[verb].vitess}?`,
    `${VERB_WORDS[verb].vitess} of ${move} cannot be undone. Read what happens to the tables first.`,
    "Approve",
  );
  const sureOfRules = confirmDialog(
    "Approve the restore?",
    "It replaces whole documents of routing rules, for every application of the cluster. Read the difference first.",
    "Approve",
  );
  const dryRun = `Dry run, ${formatCounted(shown.dryRun.length, "line")}`;
  return buildActions(
    presses.includes("approve") &&
      buildButton("Approve", ACTIONS.approve, id, {
        style: "primary",
        ...(final ? { confirm: sure } : verb === "restore" ? { confirm: sureOfRules } : {}),
        says: `Approve ${VERB_WORDS[verb].vitess} of ${move}`,
      }),
    presses.includes("reject") && buildButton("Reject…", ACTIONS.reject, id, { says: `Reject ${VERB_WORDS[verb].vitess} of ${move}` }),
    presses.includes("withdraw") && withdraw(id, move),
    // Twenty lines of dry run between the facts and the buttons would push both off a phone's screen.
    shown.dryRun.length > 0 &&
      buildButton(dryRun, ACTIONS.dryRun, id, { says: `${dryRun}, of ${VERB_WORDS[verb].vitess}: shown only to you` }),
  );
}

/** The buttons of an approved request while it waits: nothing ends a call in flight, and some reads cannot be switched back. */
export function approvedButtons({ proposal, move }: Request, waiting: Waiting | undefined): readonly ActionsBlock[] {
  if (waiting === undefined || waiting.kind === "call" || waiting.kind === "look") return [];
  const canGoBack = waiting.kind === "soak" && !(proposal.kind === "workflow" && proposal.facts.readsStay === true);
  return buildActions(MOVE_BUTTONS.callOff(move), canGoBack && MOVE_BUTTONS.rollBackReads(move));
}

function withdraw(id: string, move: string): ReturnType<typeof buildButton> {
  return buildButton("Withdraw", ACTIONS.withdraw, id, {
    confirm: confirmDialog(
      "Withdraw the request?",
      `Only whoever requested it can withdraw it. Nothing is changed at ${move}.`,
      "Withdraw",
    ),
  });
}
