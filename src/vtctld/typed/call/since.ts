import type { AnyOptions, OptionRows } from "../../../core/options/row.ts";
import { attempt, Fault } from "../../../operations/fault.ts";
import { listNeeds, refuseMissingNeeds as refuse } from "./needs.ts";

const OLDEST = 18;

/**
 * Throws `unsupported` for an option that this Vitess is too old for, since an older one silently ignores a field that it does not know.
 * Asks for the version only if a given option depends on it.
 */
export async function refuseMissingOptions(calls: { major(): Promise<number> }, rows: OptionRows, options: AnyOptions): Promise<void> {
  const needs = listNeeds(rows, options).filter((need) => need.since > OLDEST);
  if (needs.length > 0) refuse(await calls.major(), needs);
}

/** Calls that 18, the oldest release with this API, lacks. */
const FIRST_IN: Readonly<Record<string, number>> = {
  ApplyKeyspaceRoutingRules: 20,
  CheckThrottler: 21,
  GetKeyspaceRoutingRules: 20,
  GetMirrorRules: 21,
  GetThrottlerStatus: 21,
  ValidatePermissionsKeyspace: 22,
  WorkflowMirrorTraffic: 21,
};

/** The answer; if vtctld does not know the call, the fault names the first release that does. */
export async function nameRelease<Answer>(call: string, answer: Promise<Answer>): Promise<Answer> {
  const got = await attempt(() => answer, "unsupported");
  if (!(got instanceof Fault)) return got;
  const since = FIRST_IN[call];
  if (since === undefined || got.message.startsWith("unknown service")) throw got;
  throw new Fault("unsupported", `${call} needs Vitess ${since}`, { cause: got });
}
