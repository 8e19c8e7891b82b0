import { isDeepStrictEqual } from "node:util";
import {
  type Ballot,
  decideVote,
  decideWithdrawal,
  type RequestState,
  type VoteRefusal,
} from "../../src/core/operation/request/approval.ts";
import { toPersonId } from "../../src/core/people/people.ts";
import type { Withdrawal } from "../../src/operations/requests/withdraw-request.ts";
import type { Machine } from "./linearizable.ts";

/** The two calls of a switch. */
export type Step = "reads" | "writes";

/** What a person does to a request, or what is seen of it: `docs/histories.md` describes each. */
export type Act =
  | { readonly do: "vote"; readonly by: string; readonly vote: "approve" | "reject" }
  | { readonly do: "withdraw"; readonly by: string }
  | { readonly do: "call-off"; readonly by: string }
  | { readonly do: "send"; readonly step: Step; readonly took: boolean }
  | { readonly do: "settle" }
  | { readonly do: "end"; readonly outcome: string }
  | { readonly do: "close"; readonly how: "expired" | "changed" }
  | { readonly do: "read" };

export type Answer =
  | { readonly is: "counted"; readonly state: RequestState["kind"]; readonly approvals?: number }
  | { readonly is: "refused"; readonly reason: VoteRefusal; readonly state?: RequestState["kind"] }
  | { readonly is: Withdrawal }
  | { readonly is: "called-off" | "after-call" | "nothing-to-call-off" }
  /** The store no longer has the request. */
  | { readonly is: "no-such-request" }
  | { readonly is: "seen" }
  | {
      readonly is: "read";
      readonly state: RequestState["kind"];
      /** The votes that stand: `U0BEN approve`. */
      readonly votes: readonly string[];
      /** The lines of the thread, in order: `U0BEN approve 1`, `U0ANA withdrawn`. */
      readonly lines: readonly string[];
      /** The same as the audit has them, without the number of approvals. */
      readonly audit: readonly string[];
    };

/** A request, and what is carried out once it is approved. */
export interface RequestLife {
  readonly ballot: Ballot;
  readonly lines: readonly string[];
  readonly run?: {
    /** Calls that may be on their way to vtctld. */
    readonly inFlight: number;
    readonly took: readonly Step[];
    /** Called off while a call was on its way: nothing may follow it. */
    readonly stopped: boolean;
    readonly outcome?: string;
  };
}

// Nothing expires here: the machine has no clock.
const NOW = 0;
const LATER = 1;

/**
 * The life of one request as a machine. Votes and withdrawals are decided by the program's own table (`core/operation/request/approval.ts`);
 * what is proved is that any number of processes that die and lose connections decide as one process would.
 */
export function createRequestMachine(askedBy: string, needed: number): Machine<RequestLife, Act, Answer> {
  const rule = { people: needed, requesterCounts: false };
  const ballot: Ballot = { askedBy: toPersonId(askedBy), approveBy: LATER, useForMs: LATER, rule, votes: [], state: { kind: "open" } };
  return { start: { ballot, lines: [] }, key: (life) => JSON.stringify(life), step: takeStep, onlyLooks };
}

const LOOKS: readonly Answer["is"][] = ["refused", "approved", "not-open", "not-yours", "nothing-to-call-off", "no-such-request", "read"];

function onlyLooks(_act: Act, { is }: Answer): boolean {
  return LOOKS.includes(is);
}

function takeStep(life: RequestLife, act: Act, answer: Answer | undefined): readonly RequestLife[] {
  const fits = (possible: Answer): boolean => answer === undefined || isSame(possible, answer);
  const outcomes = listOutcomes(life, act).filter((outcome) => fits(outcome.answer));
  return outcomes.map((outcome) => outcome.after);
}

interface Outcome {
  readonly answer: Answer;
  readonly after: RequestLife;
}

/** An answer that does not say how many approved fits any number. */
function isSame(possible: Answer, given: Answer): boolean {
  const saysNumber = "approvals" in given;
  const { approvals, ...rest } = { approvals: undefined, ...possible };
  return isDeepStrictEqual(saysNumber ? { approvals, ...rest } : rest, given);
}

/** Everything that can come of an act in this state. */
function listOutcomes(life: RequestLife, act: Act): readonly Outcome[] {
  const { ballot, run } = life;
  const { state } = ballot;
  switch (act.do) {
    case "vote":
      return [vote(life, act)];
    case "withdraw":
      return [withdraw(life, act.by)];
    case "call-off":
      return callOff(life, act.by);
    case "send": {
      const mayBegin = run !== undefined && run.outcome === undefined && !run.stopped && run.inFlight === 0;
      if (!mayBegin || (act.took && run.took.includes(act.step))) return [];
      const took = act.took ? [...run.took, act.step] : run.took;
      return [{ answer: { is: "seen" }, after: { ...life, run: { ...run, took, inFlight: 1 } } }];
    }
    case "settle":
      return run === undefined || run.inFlight === 0 ? [] : [{ answer: { is: "seen" }, after: { ...life, run: { ...run, inFlight: 0 } } }];
    case "end":
      return run === undefined || !canEnd(run, act.outcome)
        ? []
        : [{ answer: { is: "seen" }, after: { ...life, run: { ...run, outcome: act.outcome } } }];
    case "close":
      return state.kind === "open" ? [{ answer: { is: "seen" }, after: close(life, { kind: act.how, at: NOW, difference: [] }, "-") }] : [];
    case "read":
      return [{ answer: read(life), after: life }];
    default:
      return act satisfies never;
  }
}

function vote(life: RequestLife, { by, vote: kind }: Extract<Act, { do: "vote" }>): Outcome {
  const press = { by: toPersonId(by), kind, reason: kind === "reject" ? "no" : "" };
  const decided = decideVote(life.ballot, press, { membership: "member" }, NOW);
  if (decided.kind === "refused") {
    const state = decided.reason === "not-open" ? { state: showState(life) } : {};
    return { answer: { is: "refused", reason: decided.reason, ...state }, after: life };
  }
  const { votes, state, approvals } = decided;
  const after = {
    ballot: { ...life.ballot, votes, state },
    lines: [...life.lines, `${by} ${kind} ${approvals}`],
    ...(state.kind === "approved" ? { run: { inFlight: 0, took: [], stopped: false } } : {}),
  };
  return { answer: { is: "counted", state: state.kind, approvals }, after };
}

function withdraw(life: RequestLife, by: string): Outcome {
  if (showState(life) === "approved") return { answer: { is: "approved" }, after: life };
  const decided = decideWithdrawal(life.ballot, toPersonId(by), NOW);
  if (typeof decided === "string") return { answer: { is: decided }, after: life };
  return { answer: { is: "withdrawn" }, after: close(life, decided, by) };
}

/** While a call may be on its way only `after-call` is true. A call may also be recorded and never leave its process, which nobody sees. */
function callOff(life: RequestLife, by: string): readonly Outcome[] {
  const { ballot, run } = life;
  if (ballot.state.kind === "open") {
    const state = { kind: "called-off", at: NOW, by: toPersonId(by), reason: "" } as const;
    return [{ answer: { is: "called-off" }, after: close(life, state, by) }];
  }
  if (run === undefined || run.outcome !== undefined) return [{ answer: { is: "nothing-to-call-off" }, after: life }];
  const afterCall: Outcome = { answer: { is: "after-call" }, after: { ...life, run: { ...run, stopped: true } } };
  if (run.inFlight > 0) return [afterCall];
  return [{ answer: { is: "called-off" }, after: { ...life, run: { ...run, outcome: "called-off" } } }, afterCall];
}

function canEnd({ inFlight, took, stopped, outcome: before }: NonNullable<RequestLife["run"]>, outcome: string): boolean {
  if (before !== undefined) return before === outcome;
  if (outcome === "succeeded") return inFlight === 0 && took.includes("reads") && took.includes("writes");
  if (outcome === "called-off") return inFlight === 0 && stopped;
  return true;
}

function close({ ballot, lines, ...rest }: RequestLife, state: RequestState, by: string): RequestLife {
  return { ...rest, ballot: { ...ballot, state }, lines: [...lines, `${by} ${state.kind}`] };
}

/** A request is used once its execution has ended. */
function showState({ ballot, run }: RequestLife): RequestState["kind"] {
  return run?.outcome === undefined ? ballot.state.kind : "used";
}

function read(life: RequestLife): Answer {
  return {
    is: "read",
    state: showState(life),
    votes: life.ballot.votes.map(({ by, kind }) => `${by} ${kind}`),
    lines: life.lines,
    audit: life.lines.map((line) => line.replace(/ \d+$/, "")),
  };
}
