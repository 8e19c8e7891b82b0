import type { Answer } from "../../core/command/answers.ts";
import type { Receipt } from "../../core/command/receipt.ts";
import { escapeName } from "../text/escape.ts";
import { listNames } from "../text/lists.ts";
import { moveTitle, formatTypedName } from "../text/move-name.ts";
import type { ChannelId } from "../../core/people/people.ts";
import type { Instant } from "../../core/readings/readings.ts";
import type { Names } from "../text/people.ts";
import { sayOpenButFrozen } from "../wording/freezes.ts";
import type { OfKind } from "../wording/of-kind.ts";
import { sayFinding } from "../wording/preflight.ts";

type ReceiptAnswer = OfKind<Answer, "receipt">;

/** Whether a move's channel takes messages: its card is there; not known yet; or the channel was closed at the last attempt. */
export type ThreadNow =
  | { readonly kind: "taken" }
  | { readonly kind: "not-yet"; readonly channel?: ChannelId }
  | { readonly kind: "closed"; readonly channel: ChannelId; readonly code: string };

interface ReceiptWords {
  /** What holds wherever Tandem announces the rest. */
  readonly also?: string;
  /** What the thread will say. */
  readonly thread: string;
  /** The verb to type if there is no thread; `status` by default. */
  readonly verb?: string;
}

/** All that a VDiff changes while it compares (docs/facts/vdiff.md#what-it-changes). */
const VDIFF_CHANGES =
  "Before each table it stops the streams for a moment; on Vitess 20 and later a switch waits meanwhile. If it breaks off, the streams can stay stopped: look at the status.";

const RECEIPTS = {
  created: ({ tables, sourceKeyspace, move }) => ({
    also: `in *${escapeName(move.cluster)}*: ${tables.length === 0 ? "all tables" : listNames(tables)} from ${escapeName(sourceKeyspace)}.`,
    thread: "Follow it in its thread.",
  }),
  start: () => ({ thread: "The card shows when it runs." }),
  stop: () => ({ thread: "The card shows when it has stopped." }),
  "vdiff-create": () => ({ thread: "The report appears in the thread.", also: VDIFF_CHANGES, verb: "vdiff show" }),
  "vdiff-stop": () => ({ thread: "The thread says when it has stopped.", verb: "vdiff show" }),
  "vdiff-resume": () => ({ thread: "The report appears in the thread.", also: VDIFF_CHANGES, verb: "vdiff show" }),
  "vdiff-delete": () => ({ thread: "The thread says when it is gone.", verb: "vdiff show" }),
  update: () => ({ thread: "The thread says what was changed." }),
  mirror: () => ({ thread: "The thread says what is mirrored." }),
  asked: () => ({ thread: "The request goes to its thread, where the approvers are called." }),
  rescuing: () => ({ thread: "The thread shows the outcome, and what stays locked." }),
  "glass-broken": () => ({
    also: "The audit and the operators' channel, if there is one, have your name and your reason.",
    thread: "The thread shows the outcome.",
  }),
  "rolling-back": () => ({ also: "Traffic goes back to the source as requested.", thread: "The thread shows the outcome." }),
} as const satisfies Record<Receipt, (answer: ReceiptAnswer) => ReceiptWords>;

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
  asked: "Requested:",
  "rolling-back": "Rolling back",
  rescuing: "Unblocking writes:",
  "glass-broken": "The glass is broken:",
} as const satisfies Record<Receipt, string>;

/** Says what began, on which workflow, and where to follow it: in its thread only if the channel is known to take messages. */
export function sayReceipt(answer: ReceiptAnswer, now: ThreadNow = { kind: "not-yet" }): string {
  const { doing, move } = answer;
  const told: ReceiptWords = RECEIPTS[doing](answer);
  const where = sayWhere(answer, told, now);
  const begun = `${BEGINNINGS[doing]} ${moveTitle(move)}`;
  if (doing === "created") return `${begun} ${told.also ?? ""} ${where}`;
  // The effects come before the place, except for a VDiff, whose report is what people wait for.
  return [`${begun}.`, ...(doing === "rolling-back" ? [told.also, where] : [where, told.also])]
    .filter((part) => part !== undefined)
    .join(" ");
}

function sayWhere({ doing, move }: ReceiptAnswer, { thread, verb = "status" }: ReceiptWords, now: ThreadNow): string {
  if (now.kind === "taken") return thread;
  if (now.kind === "closed") {
    const closed = `Slack takes no post of Tandem's in <#${now.channel}> (\`${now.code}\`)`;
    if (doing === "asked") return `${closed}: the request goes to the approvers another way, and you are told which.`;
    return `${closed}: \`/movetables ${verb} ${formatTypedName(move)}\` shows what came of it.`;
  }
  if (doing === "created") {
    const place = now.channel === undefined ? "the channel" : `<#${now.channel}>`;
    return `Its card and its thread appear in ${place}; if Slack does not take them, Tandem tells you.`;
  }
  return `${thread} If Slack does not take that, Tandem tells you.`;
}

/** Says what holds that which was requested, if anything does. */
export function sayMetFreeze(
  { freeze }: ReceiptAnswer,
  { now, names }: { readonly now: Instant; readonly names?: Names },
): string | undefined {
  return freeze === undefined ? undefined : sayOpenButFrozen(freeze, now, names);
}

/** The thread shows the others. */
const MOST_FINDINGS = 5;

/** Shows findings that did not stop a create; leaves notes to the thread. */
export function listReceiptFindings(
  { findings = [] }: ReceiptAnswer,
  { now, names: people }: { readonly now: Instant; readonly names?: Names },
): readonly string[] {
  const about = { now, ...(people === undefined ? {} : { names: people }) };
  return findings
    .filter((one) => one.severity !== "notice")
    .slice(0, MOST_FINDINGS)
    .map((one) => `• ${sayFinding(one, about)}`);
}
