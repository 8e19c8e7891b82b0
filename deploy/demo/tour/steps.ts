import type { GuideDeed } from "../../../practice/slack/page/guide.ts";
import { DEMO_CHANNEL } from "../whole-move.ts";
import {
  INCIDENT_CHANNEL,
  TOUR_MOVE,
  TOUR_SOURCE,
  TOUR_TABLES,
  TOUR_TARGET,
  TOUR_WORKFLOW,
  type TourRequest,
  type TourSight,
} from "./sight.ts";

type TourButton = GuideDeed & { readonly label: string };

/** One step of a tour. It is over when `happened` says so of the world, and never because time went by. */
export interface TourStep {
  readonly title: string;
  readonly does: string;
  readonly why: string;
  readonly buttons: (sight: TourSight) => readonly TourButton[];
  readonly happened: (sight: TourSight) => boolean;
  /** It cannot happen unless everything before it is over or was left out. */
  readonly closes?: true;
}

/** What the visitor may ask of the practice cluster in a story. */
export const REPAIRS = {
  rows: "repair:rows",
  lag: "repair:lag",
  lock: "repair:lock",
} as const;

const fill = (label: string, line: string): TourButton => ({ label, fill: `/movetables ${line}` });
const openThread = ({ card }: TourSight): TourButton => ({
  label: "Open the thread",
  open: card === undefined ? { channel: DEMO_CHANNEL } : { channel: DEMO_CHANNEL, thread: card },
});
const BE_ANA: TourButton = { label: "Be Ana", become: "U0ANA" };
const BE_BEN: TourButton = { label: "Be Ben", become: "U0BEN" };
const BE_CHO: TourButton = { label: "Be Cho", become: "U0CHO" };
const offerApproval = (sight: TourSight): readonly TourButton[] => [BE_BEN, BE_CHO, openThread(sight)];

/** True if the newest request asks for this, and has come at least so far. */
function isRequested({ request }: TourSight, asks: TourRequest["asks"], states: readonly TourRequest["state"][]): boolean {
  return request?.asks === asks && states.includes(request.state);
}

export const TOUR_STEPS = {
  create: {
    title: "Create the move",
    does: "As Ana, fill in the command, read it, and press Send.",
    why: `It starts MoveTables: Vitess copies ${TOUR_TABLES.join(" and ")} from ${TOUR_SOURCE} to ${TOUR_TARGET} while applications go on using ${TOUR_SOURCE}.`,
    buttons: () => [fill("Fill in the command", `create ${TOUR_MOVE} --source-keyspace ${TOUR_SOURCE} --tables ${TOUR_TABLES.join(",")}`)],
    happened: ({ created }) => created,
  },
  createByV1: {
    title: "Create the move with a v1 command",
    does: "As Ana, fill in the line as it stands in the old Vitess manual, and press Send.",
    why: "Vitess 12 still has the v1 commands. Tandem takes a line of vtctlclient as it is, so a runbook need not be rewritten.",
    buttons: () => [
      fill(
        "Fill in the command",
        `vtctlclient MoveTables -workflow=${TOUR_WORKFLOW} ${TOUR_SOURCE} ${TOUR_TARGET} ${TOUR_TABLES.join(",")}`,
      ),
    ],
    happened: ({ created }) => created,
  },
  follow: {
    title: "Follow it from the incident",
    does: "Be Dev in #incident-42, fill in the command, and press Send.",
    why: "Whoever handles an incident sees the same card there, kept current. Dev may look; only operators may act.",
    buttons: () => [
      { label: "Be Dev", become: "U0DEV" },
      { label: "Go to #incident-42", open: { channel: INCIDENT_CHANNEL } },
      fill("Fill in the command", `follow ${TOUR_MOVE} --here`),
    ],
    happened: ({ followed }) => followed,
  },
  copy: {
    title: "Watch the copy",
    does: "Nothing to do: the card edits itself. You may set the speed below.",
    why: "One message shows the whole move, so nobody has to ask how far it is. Vitess measures no lag while it copies.",
    buttons: () => [{ label: "Go to #db-moves", open: { channel: DEMO_CHANNEL } }],
    happened: ({ copied }) => copied,
    closes: true,
  },
  compare: {
    title: "Compare both sides",
    does: "As Ana, press Run VDiff on the card.",
    why: "VDiff compares every row. No switch is requested without a clean one, and a rollback makes Vitess forget it.",
    buttons: (sight) => [BE_ANA, openThread(sight)],
    happened: ({ vdiff }) => vdiff === "clean",
  },
  compareDirty: {
    title: "Compare both sides",
    does: "As Ana, press Run VDiff on the card, and read the report in the thread.",
    why: "Somebody wrote to the target directly, past Vitess. Nothing else would notice that before applications read it.",
    buttons: (sight) => [BE_ANA, openThread(sight)],
    happened: ({ everDifferent }) => everDifferent,
  },
  repair: {
    title: "Repair the rows",
    does: "Look for a way to switch: there is none. Let the rows be repaired, then press Run VDiff again as Ana.",
    why: "Tandem counts differences and never shows a row. The repair is yours; here the practice cluster does it.",
    buttons: (sight) => [openThread(sight), { label: "Repair the rows", choose: REPAIRS.rows }, BE_ANA],
    // Planted only once the copy is done, and gone with the repair: see stories.ts.
    happened: ({ everDifferent, vdiff }) => everDifferent && vdiff === "clean",
  },
  request: {
    title: "Request the switch",
    does: "As Ana, press Request switch. Then try to approve it yourself.",
    why: "A request says what will happen and how to undo it. Nobody switches traffic alone, so your own approval does not count.",
    buttons: (sight) => [BE_ANA, openThread(sight)],
    happened: (sight) => isRequested(sight, "other", ["open", "approved"]) || sight.readsSwitched,
  },
  approve: {
    title: "Let two others approve",
    does: "Be Ben and press Approve in the thread. Then the same as Cho.",
    why: "They read the plan, the checks and the way back. What they approve is checked again before it runs.",
    buttons: offerApproval,
    happened: (sight) => isRequested(sight, "other", ["approved"]) || sight.readsSwitched,
  },
  held: {
    title: "See the switch wait",
    does: "Read the request: it is approved, and nothing runs.",
    why: "The streams have fallen behind since the request. A switch now would stop writes for too long, so Tandem tries again later.",
    buttons: (sight) => [openThread(sight)],
    happened: ({ held }) => held,
  },
  release: {
    title: "Let the lag fall",
    does: "Let the streams catch up, and press nothing else.",
    why: "The approvals still hold: the switch begins by itself as soon as the lag allows it.",
    buttons: (sight) => [{ label: "Let the streams catch up", choose: REPAIRS.lag }, openThread(sight)],
    happened: ({ held, lagging }) => held && !lagging,
  },
  switch: {
    title: "Watch the switch",
    does: "Read the thread: reads go first, and writes follow after a short soak.",
    why: "If reads go wrong the writes can still be called off. Writes stop for a moment only, and the message says for how long.",
    buttons: (sight) => [openThread(sight)],
    happened: ({ switched }) => switched,
    closes: true,
  },
  outage: {
    title: "Lose vtctld in the middle",
    does: "Wait for the card: vtctld dies just after the source began to deny writes.",
    why: "Tandem does not trust a broken call. It reads Vitess, and says first what applications feel.",
    buttons: (sight) => [openThread(sight)],
    happened: ({ cutOff }) => cutOff,
  },
  rescue: {
    title: "Unblock writes",
    does: "As Ana, press Unblock writes on the card, and type what the form asks for.",
    why: `Writes still go to ${TOUR_SOURCE}, which denies them. Unblocking needs no second person: every second counts.`,
    buttons: (sight) => [BE_ANA, openThread(sight)],
    happened: ({ cutOff, sentAgain, writesDenied }) => cutOff && (sentAgain || !writesDenied),
  },
  unlock: {
    title: "Remove the dead lock",
    does: "Let the practice cluster remove the lock that the dead vtctld left, as etcdctl del does.",
    why: "Vitess keeps that lock for up to a day. Until it is free Tandem offers no second switch.",
    buttons: (sight) => [{ label: "Remove the lock", choose: REPAIRS.lock }, openThread(sight)],
    happened: ({ cutOff, sentAgain, locked }) => cutOff && (sentAgain || !locked),
  },
  again: {
    title: "Switch again",
    does: "As Ana, press Run again, or request the switch. Ben and Cho approve it.",
    why: "The same switch finishes what was begun. What was approved before the outage does not count for it.",
    buttons: (sight) => [BE_ANA, ...offerApproval(sight)],
    happened: ({ switched }) => switched,
    closes: true,
  },
  requestReads: {
    title: "Request SwitchReads",
    does: "As Ana, fill in the v1 command and press Send. Ben and Cho approve it in the thread.",
    why: "In v1, reads and writes are two commands, so they are two requests.",
    buttons: (sight) => [
      BE_ANA,
      fill("Fill in the command", `vtctlclient SwitchReads -tablet_type=replica ${TOUR_MOVE}`),
      ...offerApproval(sight),
    ],
    happened: ({ readsSwitched }) => readsSwitched,
  },
  requestWrites: {
    title: "Request SwitchWrites",
    does: "As Ana, fill in the v1 command and press Send. Ben and Cho approve it in the thread.",
    why: "This is the risky one, so it has two approvals of its own.",
    buttons: (sight) => [BE_ANA, fill("Fill in the command", `vtctlclient SwitchWrites ${TOUR_MOVE}`), ...offerApproval(sight)],
    happened: ({ switched }) => switched,
    closes: true,
  },
  window: {
    title: "Use the rollback window",
    does: "As Ana, look at Roll back, which is one press for an hour. Then press Request complete, or fill in the command.",
    why: "Until Complete, reverse replication keeps the source current, so going back loses nothing. Roll back and the tour starts again at VDiff.",
    buttons: (sight) => [BE_ANA, openThread(sight), fill("Fill in Complete", `complete ${TOUR_MOVE} --rename-tables`)],
    happened: (sight) => isRequested(sight, "complete", ["open", "approved"]),
  },
  complete: {
    title: "Complete the move",
    does: "Be Ben and Cho again, and approve it in the thread.",
    why: "Complete ends the way back, so it takes two people as well. The source tables are renamed here, not dropped.",
    buttons: offerApproval,
    happened: ({ completed }) => completed,
    closes: true,
  },
} as const satisfies Readonly<Record<string, TourStep>>;

export type StepName = keyof typeof TOUR_STEPS;
