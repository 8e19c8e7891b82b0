import { spawn } from "node:child_process";
import { once } from "node:events";

/** How a process with a death in it ended: killed, or by itself after these calls. */
export interface MortalEnd {
  readonly killed: boolean;
  readonly reached: readonly string[];
}

/** Runs a compiled program, which reads its task from MORTAL and prints the calls that it made, up to the planned death. */
export async function runMortal(program: string, task: object): Promise<MortalEnd> {
  const env = { ...process.env, MORTAL: JSON.stringify(task) };
  const child = spawn(process.execPath, [program], { env, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const [, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
  const reached: unknown = output === "" ? [] : JSON.parse(output);
  return { killed: signal === "SIGKILL", reached: Array.isArray(reached) ? reached.map(String) : [] };
}
