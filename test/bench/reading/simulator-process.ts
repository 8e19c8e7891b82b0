import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const PROGRAM = fileURLToPath(new URL("../../../practice/vtctld/main.ts", import.meta.url));
const READY_LIMIT_MS = 30_000;

/** The vtctld simulator in its own process, like vtctld, so that it takes no time from the process that reads. */
export async function startSimulatorProcess(): Promise<{ readonly address: string; close(): Promise<void> }> {
  const child = spawn(process.execPath, ["--import", "tsx", PROGRAM], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "exit");
  const close = async (): Promise<void> => {
    child.kill("SIGTERM");
    await ended;
  };
  try {
    const [line]: unknown[] = await once(child.stdout, "data", { signal: AbortSignal.timeout(READY_LIMIT_MS) });
    const { address } = JSON.parse(String(line)) as { readonly address: string };
    return { address, close };
  } catch (error) {
    await close();
    throw error;
  }
}
