import { fileURLToPath } from "node:url";
import { type Role, startRole } from "../../deploy/demo/role.ts";
import { openSurroundings, peopleAreKnown, settingsFor, type Surroundings } from "./stage.ts";

/** The app as real processes in the same surroundings. */
export interface Processes extends Surroundings {
  readonly roles: readonly Role[];
  /** The first worker, and the others. */
  readonly workers: readonly Role[];
}

/** What Node runs as a worker: the installation's own program, or one that is quick to take over from a dead one. */
const QUICK_WORKER = ["--import", "tsx", fileURLToPath(new URL("./worker-process.ts", import.meta.url))];

/** Starts so many processes of each role at once. What was started is ended again when one does not start. */
export async function openProcesses(
  count: { readonly apps: number; readonly workers: number },
  options: { readonly env?: Readonly<Record<string, string>>; readonly quickTakeOver?: boolean; readonly people?: readonly string[] } = {},
): Promise<Processes> {
  const around = await openSurroundings({}, options.people);
  const env = { ...settingsFor(around, options.env), LOG_LEVEL: "info" };
  const starting = [
    ...Array.from({ length: count.workers }, () =>
      startRole("worker", env, options.quickTakeOver === true ? { program: QUICK_WORKER } : {}),
    ),
    ...Array.from({ length: count.apps }, () => startRole("app", env)),
  ];
  const started = await Promise.allSettled(starting);
  const roles = started.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  const close = async (): Promise<void> => {
    await Promise.all(roles.map((role) => role.stop()));
    await around.close();
  };
  await peopleAreKnown(around);
  const failed = started.find((one) => one.status === "rejected");
  if (failed !== undefined) {
    await close();
    throw failed.reason;
  }
  return { ...around, roles, workers: roles.slice(0, count.workers), close };
}
