import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { openStore } from "../src/store/open.ts";
import { MAIN } from "./compiled.ts";
import { BEN, MOVE_ID } from "./store/literals.ts";
import { bench } from "./store/with-redis.ts";

const { server, redis } = bench();

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "audit-"));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(async () => {
  await redis().flushall();
});

interface Ran {
  readonly said: string;
  readonly complained: string;
  readonly code: unknown;
}

/** Runs Tandem with this command line and nothing configured but Redis, or nothing at all: what it printed, and how it exited. */
async function run(env: Readonly<Record<string, string>>, ...args: readonly string[]): Promise<Ran> {
  try {
    const { stdout, stderr } = await promisify(execFile)(process.execPath, [...MAIN, ...args], {
      env: { PATH: process.env["PATH"], ...env },
    });
    return { said: stdout, complained: stderr, code: 0 };
  } catch (error) {
    const { stdout, stderr, code }: { stdout?: unknown; stderr?: unknown; code?: unknown } = Object(error);
    return { said: String(stdout), complained: String(stderr), code };
  }
}

const program = (...args: readonly string[]): Promise<Ran> => run({ REDIS_URL: server().url }, ...args);

async function vote(...rounds: readonly number[]): Promise<void> {
  const records = openStore(redis());
  for (const round of rounds) await records.audit({ kind: "vote", moveId: MOVE_ID, by: BEN, facts: { round } });
}

test("`audit verify` says that the chain holds, then where somebody broke it, and exits with 1 then", async () => {
  await vote(1, 2);
  expect(await program("audit", "verify")).toMatchObject({ said: expect.stringMatching(/^The audit chain holds: 2 entries\. /), code: 0 });

  const [first] = await redis().xrange("{tandem}:audit", "-", "+");
  await redis().xdel("{tandem}:audit", first?.[0] ?? "");
  expect(await program("audit", "verify")).toMatchObject({
    said: "The audit chain is broken at entry 1: link 2 stands where link 1 belongs.\n",
    code: 1,
  });
});

test("an anchor shows that the end was cut off together with the head", async () => {
  await vote(1, 2, 3);
  const { said } = await program("audit", "verify");
  const [anchor = ""] = /[0-9a-f]{64}@3/.exec(said) ?? [];
  expect(await program("audit", "verify", "--anchor", anchor)).toMatchObject({ code: 0 });

  const links = await redis().xrange("{tandem}:audit", "-", "+");
  await redis().xdel("{tandem}:audit", links[2]?.[0] ?? "");
  await redis().hset("{tandem}:audit-head", { seq: 2, hash: links[1]?.[1][9] ?? "" });
  expect(await program("audit", "verify")).toMatchObject({ code: 0 });
  expect(await program("audit", "verify", "--anchor", anchor)).toMatchObject({
    said: "The audit chain is broken at entry 3: the end of the chain is missing: an anchor names entry 3.\n",
    code: 1,
  });
});

test("`audit export` prints JSON lines, which `audit verify` checks without Redis", async () => {
  await vote(...Array.from({ length: 1_200 }, (_, round) => round));
  const { said, complained, code } = await program("audit", "export");
  expect({ complained, code }).toEqual({ complained: expect.stringMatching(/^The audit chain holds: 1200 entries\. /), code: 0 });
  const lines = said.trimEnd().split("\n");
  expect(lines).toHaveLength(1_202);
  expect(JSON.parse(JSON.parse(lines[7] ?? "").event)).toEqual({ kind: "vote", moveId: MOVE_ID, by: BEN, facts: { round: 6 } });

  const file = join(folder, "audit.jsonl");
  await writeFile(file, said);
  expect(await run({}, "audit", "verify", file)).toMatchObject({ said: complained, code: 0 });
  await writeFile(file, said.replace('"round\\":700}', '"round\\":701}'));
  expect(await run({}, "audit", "verify", file)).toMatchObject({
    said: "The audit chain is broken at entry 701: its contents do not match its hash.\n",
    code: 1,
  });
});

test("an export of a broken chain stops where it broke, and its file says that it is not whole", async () => {
  await vote(1, 2, 3);
  const [, second] = await redis().xrange("{tandem}:audit", "-", "+");
  await redis().xdel("{tandem}:audit", second?.[0] ?? "");
  const { said, complained, code } = await program("audit", "export");
  expect({ complained, code }).toEqual({
    complained: "The audit chain is broken at entry 2: link 3 stands where link 2 belongs.\n",
    code: 1,
  });
  const file = join(folder, "broken.jsonl");
  await writeFile(file, said);
  expect(await run({}, "audit", "verify", file)).toMatchObject({
    said: "The audit chain is broken at entry 2: the end of the file is missing.\n",
  });
});

test.each(["audit", "audit mend", "audit export x", "audit verify --anchor abc", "audit verify a b", "audit verify --upto 3"])(
  "`%s` prints the usage",
  async (line) => {
    expect(await program(...line.split(" "))).toMatchObject({ complained: expect.stringContaining("it takes audit verify"), code: 1 });
  },
);

test("a file that cannot be read is named", async () => {
  expect(await run({}, "audit", "verify", join(folder, "missing.jsonl"))).toMatchObject({
    complained: expect.stringMatching(/names .*missing\.jsonl, which cannot be read: ENOENT/),
    code: 1,
  });
});
