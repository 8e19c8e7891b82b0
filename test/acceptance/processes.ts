import { type RoleProcess, startRole } from "../../deploy/demo/role.ts";
import { compiled, MAIN } from "../compiled.ts";
import { openSurroundings, peopleAreKnown, settingsFor, type Surroundings } from "./harness.ts";

/** The app as real processes, with the same servers around. */
export interface Processes extends Surroundings {
  readonly roles: readonly RoleProcess[];
  /** In the order in which they were started. */
  readonly workers: readonly RoleProcess[];
}

/** How many processes of each role; `both` are started without `--role`. */
interface Count {
  readonly apps: number;
  readonly workers: number;
  readonly both?: number;
}

/** The program of a worker that takes over quickly from a dead one. */
export const QUICK_WORKER: readonly string[] = [compiled(new URL("./worker-process.ts", import.meta.url))];

/** Starts all processes at once. If one does not start, ends those that did. */
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

/** True if the settings name only people, so that there is no group to wait for. */
function areAllNamed({ TANDEM_OPERATORS = "", TANDEM_APPROVERS = "" }: Readonly<Record<string, string>>): boolean {
  return [TANDEM_OPERATORS, TANDEM_APPROVERS].every((people) => /^U\w+(?:,U\w+)*$/.test(people));
}
