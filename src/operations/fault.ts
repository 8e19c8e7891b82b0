import type { FaultKind } from "../core/explain/rule/fault-kinds.ts";
import type { FaultNote } from "../core/operation/outcome/outcomes.ts";

/** The one error class that adapters throw across their ports. An expected no from Tandem is a refusal, which is a value. */
export class Fault extends Error {
  override readonly name = "Fault";
  readonly kind: FaultKind;
  /**
   * True when this process sent nothing that changes anything: the call had no effect, and none is under way. False when something was
   * sent, and when nobody knows.
   */
  readonly nothingSent: boolean;
  constructor(kind: FaultKind, message: string, options?: { readonly cause?: unknown; readonly nothingSent?: boolean }) {
    super(message, options);
    this.kind = kind;
    this.nothingSent = options?.nothingSent ?? false;
  }
}

/** True when something is unreachable, slow or busy, so that the same call may succeed later. */
export function mayPass(error: unknown): error is Fault {
  return error instanceof Fault && (error.kind === "unreachable" || error.kind === "timed-out" || error.kind === "busy");
}

/** The part of a Fault that records keep. */
export function toFaultNote({ kind, message }: Fault): FaultNote {
  return { kind, text: message };
}

/**
 * Returns the result of `work`, or the Fault that it threw. If kinds are named, Faults of other kinds are rethrown. An error that is not a
 * Fault is a defect of the program and is always rethrown.
 */
export async function attempt<T>(work: () => Promise<T>, ...kinds: readonly FaultKind[]): Promise<T | Fault> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Fault && (kinds.length === 0 || kinds.includes(error.kind))) return error;
    throw error;
  }
}

/** Like {@link attempt}, for callers that do not need the reason: a Fault becomes undefined. */
export async function ignoreFault<T>(work: () => Promise<T>, ...kinds: readonly FaultKind[]): Promise<T | undefined> {
  const made = await attempt(work, ...kinds);
  return made instanceof Fault ? undefined : made;
}
