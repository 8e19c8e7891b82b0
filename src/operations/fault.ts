import type { FaultKind } from "../core/explain/fault-kinds.ts";
import type { FaultNote } from "../core/operation/outcomes.ts";

/** What every adapter throws across its port. A refusal of Tandem's is a value; a fault is a surprise. */
export class Fault extends Error {
  override readonly name = "Fault";
  readonly kind: FaultKind;
  /**
   * True when nothing that changes anything has left this process: the call had no effect, and none is under way. False when something has
   * left, and when nobody knows.
   */
  readonly nothingSent: boolean;
  constructor(kind: FaultKind, message: string, options?: { readonly cause?: unknown; readonly nothingSent?: boolean }) {
    super(message, options);
    this.kind = kind;
    this.nothingSent = options?.nothingSent ?? false;
  }
}

/** True when something is away or busy, which is nobody's mistake: the same may succeed later. */
export function mayPass(error: unknown): error is Fault {
  return error instanceof Fault && (error.kind === "unreachable" || error.kind === "timed-out" || error.kind === "busy");
}

/** What records keep of a Fault. */
export function noteOf({ kind, message }: Fault): FaultNote {
  return { kind, text: message };
}

/**
 * What the work makes, or the Fault in its place. Where kinds are named, a Fault of another kind is thrown on, and so is always what is no
 * Fault: a defect of the program's.
 */
export async function attempt<T>(work: () => Promise<T>, ...kinds: readonly FaultKind[]): Promise<T | Fault> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Fault && (kinds.length === 0 || kinds.includes(error.kind))) return error;
    throw error;
  }
}

/** As {@link attempt}, where it does not matter why: undefined in the Fault's place. */
export async function ignoreFault<T>(work: () => Promise<T>, ...kinds: readonly FaultKind[]): Promise<T | undefined> {
  const made = await attempt(work, ...kinds);
  return made instanceof Fault ? undefined : made;
}
