import { fork } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { builtFile, type Checkout } from "../checkout.ts";

const OURS = fileURLToPath(new URL("./reader.mjs", import.meta.url));
const READ_LIMIT_MS = 60_000;

/** The move that is read. */
export interface Names {
  readonly targetKeyspace: string;
  readonly workflow: string;
  readonly sourceKeyspace: string;
  readonly tables: readonly string[];
}

/** One GetWorkflows, or a whole reading with all its calls. */
export type Reading = "workflows" | "whole";

/** A checkout's built code in its own process, with one kept channel. */
export interface Reader {
  /** Takes a number of readings one after the other; returns how long each took, in milliseconds. */
  read(reading: Reading, count: number): Promise<readonly number[]>;
  close(): Promise<void>;
}

/** Starts it with the checkout's own program if there is one, because that knows the checkout's modules. */
export function openReader(checkout: Checkout, address: string, names: Names): Reader {
  const own = join(checkout.folder, "test/bench/reading/reader.mjs");
  const child = fork(existsSync(own) ? own : OURS, [builtFile(checkout, "."), address, JSON.stringify(names)]);
  const ended = once(child, "exit");
  return {
    async read(reading, count) {
      child.send({ reading, count });
      const [said]: unknown[] = await Promise.race([once(child, "message", { signal: AbortSignal.timeout(READ_LIMIT_MS) }), ended]);
      if (isTook(said)) return said.took;
      throw new Error(`${checkout.name} could not read: ${JSON.stringify(said)}`);
    },
    async close() {
      child.kill("SIGKILL");
      await ended;
    },
  };
}

function isTook(said: unknown): said is { readonly took: readonly number[] } {
  return typeof said === "object" && said !== null && "took" in said;
}
