import { approve, BEN, CHO, inThread, requested } from "../people.ts";
import { isTandem, readsOf } from "./calls.ts";
import type { OneTruth } from "./stage.ts";

/** Over the limit of 30 s: an approved operation is held until it passes, so that whatever else happens then happens in time on any machine. */
const TOO_MUCH_LAG_S = 99;

/** A moment of an operation that Ana asked for, at which somebody else acts. */
export interface Moment {
  /** Finishes the sentence "somebody else acts …". */
  readonly when: string;
  /** What Tandem has sent by then. */
  readonly sent: readonly string[];
  /** Asks, approves, has `act` done at that moment, and lets Tandem go on. */
  pass(stage: OneTruth, move: string, act: () => Promise<unknown>): Promise<void>;
}

/** The moments of a switch, reads first, at which what was approved may be so no more. */
export const MOMENTS: readonly Moment[] = [
  {
    when: "while the votes are cast",
    sent: [],
    async pass(stage, move, act) {
      const request = await requested(stage, move, "switch");
      await approve(stage, BEN, request);
      await inOneMoment(stage, act);
      await approve(stage, CHO, request);
    },
  },
  {
    when: "while it is held before its first call",
    sent: [],
    async pass(stage, move, act) {
      await heldSwitch(stage, move);
      await inOneMoment(stage, act);
      endLag(stage, move);
    },
  },
  {
    when: "between reads and writes",
    sent: ["reads"],
    async pass(stage, move, act) {
      const name = nameOf(move);
      stage.vitess.faults.inject(readsOf(name), { kind: "meanwhile", after: () => Promise.resolve(lag(stage, name)) });
      const request = await requested(stage, move, "switch");
      for (const user of [BEN, CHO]) await approve(stage, user, request);
      await held(stage, move);
      await inOneMoment(stage, act);
      endLag(stage, move);
    },
  },
];

/** Ana asks for the switch, Ben and Cho approve, and lag holds it before its first call; resolves when the thread says so. */
export async function heldSwitch(stage: OneTruth, move: string): Promise<void> {
  const request = await requested(stage, move, "switch");
  await approve(stage, BEN, request);
  lag(stage, nameOf(move));
  await approve(stage, CHO, request);
  await held(stage, move);
}

/** The lag passes, and with it the hold. */
export function endLag(stage: OneTruth, move: string): void {
  stage.vitess.state.setLag("customer", nameOf(move), undefined);
}

/** The words in which an operation ended: its outcome, or why its request was closed. */
export function endOf(stage: OneTruth, move: string, verb = "SwitchTraffic"): Promise<string> {
  return inThread(stage, move, new RegExp(`${verb} asked by Ana|is closed, because`));
}

/** Tandem's calls wait for somebody else's work: what happens half-way through it is not what this is about. */
async function inOneMoment({ vitess }: OneTruth, act: () => Promise<unknown>): Promise<void> {
  const work = Promise.resolve().then(act);
  const anyOfTandem = { rpc: "*", times: Number.POSITIVE_INFINITY, where: (_: unknown, agent: string) => isTandem(agent) } as const;
  vitess.faults.inject(anyOfTandem, { kind: "meanwhile", before: () => work });
  await work.finally(() => vitess.faults.clear());
}

function lag(stage: OneTruth, name: string): void {
  stage.vitess.state.setLag("customer", name, TOO_MUCH_LAG_S);
}

async function held(stage: OneTruth, move: string): Promise<void> {
  await inThread(stage, move, /held/i);
}

function nameOf(move: string): string {
  return move.replace(/^.*\./, "");
}
