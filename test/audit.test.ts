import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { openStore } from "../src/store/open.ts";
import { MAIN } from "./compiled.ts";
import { BEN, MOVE_ID } from "./store/literals.ts";
import { bench } from "./store/with-redis.ts";

const { server, redis } = bench();

/** Runs Tandem with this command line and only Redis configured: what it printed, and how it exited. */
async function program(...args: readonly string[]): Promise<{ readonly said: string; readonly code: unknown }> {
  const env = { PATH: process.env["PATH"], REDIS_URL: server().url };
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [...MAIN, ...args], { env });
    return { said: stdout, code: 0 };
  } catch (error) {
    const { stdout, stderr, code }: { stdout?: unknown; stderr?: unknown; code?: unknown } = Object(error);
    return { said: `${String(stdout)}${String(stderr)}`, code };
  }
}

test("`audit verify` says that the chain holds, then where somebody broke it, and exits with 1 then", async () => {
  const records = openStore(redis());
  for (const round of [1, 2]) await records.audit({ kind: "vote", moveId: MOVE_ID, by: BEN, facts: { round } });
  expect(await program("audit", "verify")).toEqual({ said: expect.stringMatching(/^The audit chain holds: 2 entries\. /), code: 0 });

  const [first] = await redis().xrange("{tandem}:audit", "-", "+");
  await redis().xdel("{tandem}:audit", first?.[0] ?? "");
  expect(await program("audit", "verify")).toEqual({
    said: "The audit chain is broken at entry 1: link 2 stands where link 1 belongs.\n",
    code: 1,
  });
});

test("`audit` prints its usage for anything else", async () => {
  expect(await program("audit", "mend")).toEqual({ said: expect.stringContaining("it takes audit verify"), code: 1 });
});
