import { openProcesses, type Processes } from "../processes.ts";
import { expectNoSecrets } from "../secrets.ts";
import { anotherOperator, type AnotherOperator } from "./another-operator.ts";

/** Tandem as an app and a worker, each in its own process, and somebody else who works with vtctldclient. */
export interface OneTruth extends Processes {
  readonly other: AnotherOperator;
}

/** For tests that wait for messages which pass through everything between Slack and vtctld. */
export const PATIENT = { timeout: 60_000 };

/** Opens both processes; `soak` is how long an approved switch waits between reads and writes. */
export async function openOneTruth(soak: string, env: Readonly<Record<string, string>> = {}): Promise<OneTruth> {
  const processes = await openProcesses({ apps: 1, workers: 1 }, { quickTakeOver: true, env: { TANDEM_SOAK: soak, ...env } });
  const other = anotherOperator(processes);
  return {
    ...processes,
    other,
    async close() {
      other.leaves();
      const log = processes.roles.flatMap((role) => role.log());
      await processes.close();
      expectNoSecrets({ slack: processes.slack, log });
    },
  };
}
