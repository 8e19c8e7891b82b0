import type { Answer, Receipt } from "../../core/answers.ts";
import { named } from "../text/escape.ts";
import { names } from "../text/lists.ts";
import { moveTitle } from "../text/move-name.ts";
import type { Instant } from "../../core/readings.ts";
import type { Names } from "../text/people.ts";
import type { OfKind } from "../wording/of-kind.ts";
import { findingLine } from "../wording/preflight.ts";

type ReceiptAnswer = OfKind<Answer, "receipt">;

const RECEIPTS = {
  created: ({ tables, sourceKeyspace, move }) =>
    `in *${named(move.cluster)}*: ${tables.length === 0 ? "all tables" : names(tables)} from ${named(sourceKeyspace)}. Follow it in its thread.`,
  start: () => "The card shows when it runs.",
  stop: () => "The card shows when it has stopped.",
  "vdiff-create": () => "The report comes into the thread.",
  "vdiff-stop": () => "The thread tells when it has stopped.",
  "vdiff-resume": () => "The report comes into the thread.",
  "vdiff-delete": () => "The thread tells when it is gone.",
  update: () => "The thread says what was changed.",
  mirror: () => "The thread says what is mirrored.",
  asked: () => "The request stands in the thread; the approvers are called there.",
  rescuing: () => "The thread tells the outcome, and what stays locked.",
  "rolling-back": () => "Traffic goes back to the source as asked; the thread tells the outcome.",
} as const satisfies Record<Receipt, (answer: ReceiptAnswer) => string>;

const BEGINNINGS = {
  created: "Creating",
  start: "Starting",
  stop: "Stopping",
  "vdiff-create": "Starting a VDiff of",
  "vdiff-stop": "Stopping the VDiff of",
  "vdiff-resume": "Resuming the VDiff of",
  "vdiff-delete": "Deleting VDiffs of",
  update: "Changing",
  mirror: "Mirroring",
  asked: "Asked for approval:",
  "rolling-back": "Rolling back",
  rescuing: "Giving writes back:",
} as const satisfies Record<Receipt, string>;

/** What was begun, on which workflow, and where to follow it. */
export function receiptWords(answer: ReceiptAnswer): string {
  const { doing, move } = answer;
  const rest = RECEIPTS[doing](answer);
  return `${BEGINNINGS[doing]} ${moveTitle(move)}${doing === "created" ? " " : ". "}${rest}`;
}

/** More of them stand in the thread. */
const MOST_FINDINGS = 5;

/** What preflight found about a create and did not stop it for; notes are left to the thread. */
export function receiptFindings(
  { findings = [] }: ReceiptAnswer,
  { now, names: people }: { readonly now: Instant; readonly names?: Names },
): readonly string[] {
  const about = { now, ...(people === undefined ? {} : { names: people }) };
  return findings
    .filter((one) => one.severity !== "notice")
    .slice(0, MOST_FINDINGS)
    .map((one) => `• ${findingLine(one, about)}`);
}
