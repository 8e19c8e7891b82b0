import type { ExecutionState } from "./executions.ts";
import type { Sight } from "./sight.ts";

type StateKind = ExecutionState["kind"];

/** Where one kind of sight leads from one state, and why. */
interface Transition {
  readonly to: readonly StateKind[];
  readonly means: string;
}

const LOOK_FIRST: Transition = { to: ["ready"], means: "look at everything" };
const EARLIER_STATE: Transition = { to: ["ready"], means: "belongs to an earlier state: look at everything" };
const OVER: Transition = { to: ["ended"], means: "nothing more happens" };

/**
 * The whole lifecycle of an execution: where each sight leads from each state. {@link next} throws on any other transition, and a test
 * holds the table in ARCHITECTURE.md to this one.
 */
export const TRANSITIONS = {
  ready: {
    nothing: LOOK_FIRST,
    unreadable: { to: ["ready", "ended"], means: "try again until its time is up, then `refused`" },
    seen: {
      to: ["ready", "held", "soaking", "ended"],
      means: "prepare the call; or hold it; or `refused` or `already-so`; or the reads are there, as approved or by a late call of its own",
    },
    prepared: { to: ["calling", "ready"], means: "record the call and send it; or its look is too old, or its time is up: look anew" },
    "in-line": {
      to: ["held", "ended"],
      means: "another step writes the cluster's documents: wait for it, or `refused` when the time is up",
    },
    "not-sent": EARLIER_STATE,
    answered: EARLIER_STATE,
  },
  held: {
    nothing: { to: ["held"], means: "look at everything" },
    unreadable: { to: ["held", "ended"], means: "try again until its time is up, then `refused`" },
    seen: { to: ["held", "ready", "soaking", "ended"], means: "what held it is over, or it waits on, or it is `refused`" },
    prepared: { to: ["held"], means: "belongs to an earlier state: look at everything" },
    "in-line": {
      to: ["held", "ended"],
      means: "where its turn is what it waits for: wait on, or `refused` when the time is up; else look at everything",
    },
    "not-sent": { to: ["held"], means: "belongs to an earlier state: look at everything" },
    answered: { to: ["held"], means: "belongs to an earlier state: look at everything" },
  },
  soaking: {
    nothing: { to: ["soaking"], means: "look at everything" },
    unreadable: { to: ["soaking", "ended"], means: "try again until its time is up, then `refused`" },
    seen: { to: ["soaking", "ready", "ended"], means: "wait on; or the soak is over: look at everything; or something differs: `refused`" },
    prepared: { to: ["soaking"], means: "belongs to an earlier state: look at everything" },
    "in-line": { to: ["soaking"], means: "belongs to an earlier state: look at everything" },
    "not-sent": { to: ["soaking"], means: "belongs to an earlier state: look at everything" },
    answered: { to: ["soaking"], means: "belongs to an earlier state: look at everything" },
  },
  calling: {
    nothing: { to: ["calling"], means: "its process is gone: wait until the call cannot leave it any more, then look" },
    unreadable: { to: ["calling", "ended"], means: "try again; after five minutes `unknown`" },
    seen: {
      to: ["calling", "ready", "held", "soaking", "ended"],
      means: "judge the call: wait for it, go on with the plan, or end with what is seen",
    },
    prepared: { to: ["calling"], means: "belongs to an earlier state: as when nothing is seen" },
    "in-line": { to: ["calling"], means: "belongs to an earlier state: as when nothing is seen" },
    "not-sent": { to: ["ready", "ended"], means: "the call never left: look anew, or `called-off` if somebody asked for that" },
    answered: { to: ["calling"], means: "write down how it ended, then look" },
  },
  ended: { nothing: OVER, unreadable: OVER, seen: OVER, prepared: OVER, "in-line": OVER, "not-sent": OVER, answered: OVER },
} as const satisfies Readonly<Record<StateKind, Readonly<Record<Sight["kind"], Transition>>>>;

/** True when the table allows this transition. */
export function isTransitionAllowed(from: StateKind, sight: Sight["kind"], to: StateKind): boolean {
  const { to: allowed }: Transition = TRANSITIONS[from][sight];
  return allowed.includes(to);
}
