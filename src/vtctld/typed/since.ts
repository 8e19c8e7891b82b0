import { Fault } from "../../operations/fault.ts";

/** Something a request may say, and the first major release of Vitess that hears it. */
export interface Need {
  readonly asked: boolean;
  readonly what: string;
  readonly since: number;
}

/**
 * Throws `unsupported` for what is asked of a Vitess that is too old for it: an older one passes over a field that it does not know, without a word.
 * The version is asked for only when something here depends on it.
 */
export async function refuseWhatIsMissing(calls: { major(): Promise<number> }, needs: readonly Need[]): Promise<void> {
  const asked = needs.filter((need) => need.asked);
  if (asked.length === 0) return;
  const major = await calls.major();
  const missing = asked.find(({ since }) => since > major);
  if (missing !== undefined) throw new Fault("unsupported", `${missing.what} needs Vitess ${missing.since}; this cluster has ${major}`);
}

/** Calls that 18, the oldest release with this API, does not have. */
const FIRST_IN: Readonly<Record<string, number>> = {
  ApplyKeyspaceRoutingRules: 20,
  CheckThrottler: 21,
  GetKeyspaceRoutingRules: 20,
  GetMirrorRules: 21,
  GetThrottlerStatus: 21,
  ValidatePermissionsKeyspace: 22,
  WorkflowMirrorTraffic: 21,
};

/** The answer; where vtctld does not know the call, its fault names the release that does. */
export async function versioned<Answer>(call: string, answer: Promise<Answer>): Promise<Answer> {
  try {
    return await answer;
  } catch (error) {
    const since = FIRST_IN[call];
    const isOlder = error instanceof Fault && error.kind === "unsupported" && !error.message.startsWith("unknown service");
    if (!isOlder || since === undefined) throw error;
    throw new Fault("unsupported", `${call} needs Vitess ${since}`, { cause: error });
  }
}
