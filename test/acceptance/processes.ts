import { type RoleProcess, startRole } from "../../deploy/demo/role.ts";
import { compiled, MAIN } from "../compiled.ts";
import { openSurroundings, peopleAreKnown, settingsFor, type Surroundings } from "./harness.ts";

/** The app as real processes in the same surroundings. */
export interface Processes extends Surroundings {
  readonly roles: readonly RoleProcess[];
  /** The first worker, and the others. */
  readonly workers: readonly RoleProcess[];
}

/** How many processes of each role; `both` are those that are started without `--role`. */
interface Count {
  readonly apps: number;
  readonly workers: number;
  readonly both?: number;
}

/** What Node runs as a worker: the installation's own program, or one that is quick to take over from a dead one. */
export const QUICK_WORKER: readonly string[] = [compiled(new URL("./worker-process.ts", import.meta.url))];

/** Starts so many processes of each role at once. What was started is ended again when one does not start. */
export async function openProcesses(
  count: Count,
  options: { readonly env?: Readonly<Record<string, string>>; readonly quickTakeOver?: boolean; readonly people?: readonly string[] } = {},
): Promise<Processes> {
  const around = await openSurroundings({}, options.people);
  const env = { ...settingsFor(around, options.env), LOG_LEVEL: "info" };
  const starting = [
    ...Array.from({ length: count.workers }, () =>
      startRole("worker", env, { program: options.quickTakeOver === true ? QUICK_WORKER : MAIN }),
    ),
    ...Array.from({ length: count.apps }, () => startRole("app", env, { program: MAIN })),
    ...Array.from({ length: count.both ?? 0 }, () => startRole("both", env, { program: MAIN })),
  ];
  const started = await Promise.allSettled(starting);
  const roles = started.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const close = async (): Promise<void> => {
    await Promise.all(roles.map((role) => role.stop()));
    await around.close();
  };
  try {
    const failed = started.find((one) => one.status === "rejected");
    if (failed !== undefined) throw failed.reason;
    if (!areAllNamed(env)) await peopleAreKnown(around);
  } catch (error) {
    await close();
    throw error;
  }
  return { ...around, roles, workers: roles.slice(0, count.workers), close };
}

/** True where the settings name people alone: then there is no group to wait for. */
function areAllNamed({ TANDEM_OPERATORS = "", TANDEM_APPROVERS = "" }: Readonly<Record<string, string>>): boolean {
  return [TANDEM_OPERATORS, TANDEM_APPROVERS].every((people) => /^U\w+(?:,U\w+)*$/.test(people));
}
