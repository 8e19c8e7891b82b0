import { approve, BEN, CHO, inThread, requested } from "../people.ts";
import { isTandem, readsOf } from "./calls.ts";
import type { OneTruth } from "./harness.ts";

/** Above the limit of 30 s: it holds an approved operation, so that somebody else can act in time even on a slow machine. */
const TOO_MUCH_LAG_S = 99;

/** A moment during an operation that Ana requested, at which somebody else acts. */
export interface Moment {
  /** Finishes the sentence "somebody else acts …". */
  readonly when: string;
  /** What Tandem has sent by then. */
  readonly sent: readonly string[];
  /** Requests and approves the operation, runs `act` at that moment, and lets Tandem go on. */
  pass(harness: OneTruth, move: string, act: () => Promise<unknown>): Promise<void>;
}

/** The moments of a switch, reads first, at which the approved facts may stop holding. */
export const MOMENTS: readonly Moment[] = [
  {
    when: "while the votes are cast",
    sent: [],
    async pass(harness, move, act) {
      const request = await requested(harness, move, "switch");
      await approve(harness, BEN, request);
      await inOneMoment(harness, act);
      await approve(harness, CHO, request);
    },
  },
  {
    when: "while it is held before its first call",
    sent: [],
    async pass(harness, move, act) {
      await heldSwitch(harness, move);
      await inOneMoment(harness, act);
      endLag(harness, move);
    },
  },
  {
    when: "between reads and writes",
    sent: ["reads"],
    async pass(harness, move, act) {
      const name = nameOf(move);
      harness.vitess.faults.inject(readsOf(name), { kind: "meanwhile", after: () => Promise.resolve(lag(harness, name)) });
      const request = await requested(harness, move, "switch");
      for (const user of [BEN, CHO]) await approve(harness, user, request);
      await held(harness, move);
      await inOneMoment(harness, act);
      endLag(harness, move);
    },
  },
];

/** Ana requests the switch, Ben and Cho approve it, and lag holds it before its first call; resolves when the thread says so. */
export async function heldSwitch(harness: OneTruth, move: string): Promise<void> {
  const request = await requested(harness, move, "switch");
  await approve(harness, BEN, request);
  lag(harness, nameOf(move));
  await approve(harness, CHO, request);
  await held(harness, move);
}

/** Ends the lag, and so the hold. */
export function endLag(harness: OneTruth, move: string): void {
  harness.vitess.state.setLag("customer", nameOf(move), undefined);
}

/** The line that says how an operation ended: its outcome, or why its request was closed. */
export function endOf(harness: OneTruth, move: string, verb = "SwitchTraffic"): Promise<string> {
  return inThread(harness, move, new RegExp(`${verb} requested by Ana|is closed, because`));
}

/** Runs `act` while Tandem's calls wait, because these tests are not about what happens half-way through it. */
async function inOneMoment({ vitess }: OneTruth, act: () => Promise<unknown>): Promise<void> {
  const work = Promise.resolve().then(act);
  const anyOfTandem = { rpc: "*", times: Number.POSITIVE_INFINITY, where: (_: unknown, agent: string) => isTandem(agent) } as const;
  vitess.faults.inject(anyOfTandem, { kind: "meanwhile", before: () => work });
  await work.finally(() => vitess.faults.clear());
}

function lag(harness: OneTruth, name: string): void {
  harness.vitess.state.setLag("customer", name, TOO_MUCH_LAG_S);
}

async function held(harness: OneTruth, move: string): Promise<void> {
  await inThread(harness, move, /\bheld\b/i);
}

function nameOf(move: string): string {
  return move.replace(/^.*\./, "");
}
