import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const ENTRY = fileURLToPath(new URL("../../src/main.ts", import.meta.url));
// A start takes a second or two, but much longer on a busy machine.
const START_LIMIT_MS = 60_000;
// A role that is asked to stop waits for calls to vtctld; in the practice cluster none takes this long.
const STOP_LIMIT_MS = 20_000;
const LINES_KEPT = 200;

/** Makes Node run the source, as in development. */
const SOURCE: readonly string[] = ["--import", "tsx", ENTRY];
/** Makes Node run the result of `npm run build`, as in an installation. */
export const BUILT: readonly string[] = [fileURLToPath(new URL("../../dist/src/main.js", import.meta.url))];

/** One real process of the app. */
export interface RoleProcess {
  readonly pid: number;
  /** The newest lines of its log. */
  log(): readonly string[];
  /** Resolves with the exit code when the process ends, whoever ended it. */
  readonly ended: Promise<number>;
  stop(): Promise<void>;
}

/** Starts Tandem in one role, with the same program as an installation, and waits until it reports that it runs. */
export async function startRole(
  role: "app" | "worker" | "both",
  env: Readonly<Record<string, string>>,
  {
    program = SOURCE,
    startWithinMs = START_LIMIT_MS,
    stopWithinMs = STOP_LIMIT_MS,
  }: { readonly program?: readonly string[]; readonly startWithinMs?: number; readonly stopWithinMs?: number } = {},
): Promise<RoleProcess> {
  const lines: string[] = [];
  const inherited = Object.entries(process.env).filter(([name]) => !/^(SLACK|TANDEM|VTCTLD|REDIS)_/.test(name));
  const child = spawn(process.execPath, [...program, ...(role === "both" ? [] : ["--role", role])], {
    env: { ...Object.fromEntries(inherited), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = once(child, "exit").then(([code]: unknown[]) => (typeof code === "number" ? code : 1));
  const ready = new Promise<void>((resolve, reject) => {
    const limit = setTimeout(() => {
      // Nobody else knows of the process, so nobody else would end it.
      child.kill("SIGKILL");
      reject(new Error(`The ${role} did not start:\n${lines.join("\n")}`));
    }, startWithinMs);
    const keep = (chunk: Buffer): void => {
      lines.push(...chunk.toString().trimEnd().split("\n"));
      lines.splice(0, Math.max(0, lines.length - LINES_KEPT));
      if (!lines.some((line) => line.includes('"Tandem runs"'))) return;
      clearTimeout(limit);
      resolve();
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    void ended.then((code) => {
      clearTimeout(limit);
      reject(new Error(`The ${role} ended with ${code}:\n${lines.join("\n")}`));
    });
  });
  await ready;
  return {
    pid: child.pid ?? 0,
    log: () => lines,
    ended,
    async stop() {
      child.kill("SIGTERM");
      const limit = setTimeout(() => child.kill("SIGKILL"), stopWithinMs);
      await ended;
      clearTimeout(limit);
    },
  };
}
