import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { setImmediate } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runAudit } from "../../src/audit.ts";
import { openRedis } from "../../src/store/redis/connect.ts";
import { openStore } from "../../src/store/open.ts";
import { SEED } from "../seed.ts";
import { TAMPERS, tamperWith, type Rehash } from "../store/audit/tampers.ts";
import { ANA, approved, ask, BEN, DEV, inThread, newMove } from "./people.ts";
import { openHarness, type Harness } from "./harness.ts";
import { expectNoSecrets } from "./secrets.ts";

const VERIFIER = new URL("../../deploy/verify-evidence.mjs", import.meta.url);

type VerifyEvidence = (
  text: string,
  noted?: { readonly digest?: string; readonly audit?: string },
) => { readonly problem?: string; readonly digest?: string };

let harness: Harness;
let verifyEvidence: VerifyEvidence;
let folder = "";

beforeAll(async () => {
  harness = await openHarness();
  // The verifier shares no code with Tandem, and so no types.
  ({ verifyEvidence } = await import(VERIFIER.href));
  folder = mkdtempSync(join(tmpdir(), "evidence-"));
});

afterAll(async () => {
  expectNoSecrets(harness);
  await harness.close();
  rmSync(folder, { recursive: true });
});

/** The newest file of this name, as soon as it is shared. */
async function fileNamed(name: string): Promise<string> {
  const file = await harness.slack.waitFor(() => harness.slack.files().findLast((one) => one.name === name && one.shared), 30_000);
  return file.content?.toString("utf8") ?? "";
}

async function exported(): Promise<string> {
  let text = "";
  const print = async (more: string): Promise<void> => {
    text += more;
  };
  await runAudit(["export"], { redis: () => ({ redisUrl: harness.redis.url }), print, warn: () => undefined });
  return text;
}

/** Runs the verifier as an auditor does, in an empty folder. */
function verify(...args: readonly string[]): { readonly said: string; readonly code: number | null } {
  const { stdout, stderr, status } = spawnSync(process.execPath, [fileURLToPath(VERIFIER), ...args], { cwd: folder, encoding: "utf8" });
  return { said: stdout + stderr, code: status };
}

/** Changes a line's body, and gives the line the hash that fits. */
const rehash: Rehash = (line) => {
  const [, covered] = /^(.*),"hash":"[0-9a-f]{64}"\}\n$/s.exec(line) ?? [];
  if (covered === undefined) return undefined;
  const changed = covered.replace(/"body":\{?/, (body) => (body.endsWith("{") ? '"body":{"more":1,' : '"body":1'));
  return `${changed},"hash":"${createHash("sha256").update(changed).digest("hex")}"}\n`;
};

it("the audit of a move names who did what; its evidence verifies without Tandem, and no change of it goes unnoticed", async () => {
  const move = await newMove(harness, "audited");
  await approved(harness, move, "switch");
  await inThread(harness, move, /Traffic switched|Switched/);

  expect(await ask(harness, DEV, "audit customer.audited")).toBe(
    "The audit of `customer.audited` is for operators and approvers of this cluster, and for whoever began the move. Ask one of them.",
  );
  const listed = await ask(harness, BEN, "audit customer.audited --csv");
  expect(listed).toMatch(/^\*Audit of customer\.audited: \d+ entries\*\nThe audit holds, up to entry \d+ of all moves\./);
  expect(listed).toMatch(/\*vote\* by Ben · /);
  expect(await fileNamed("audit-customer.audited.csv")).toMatch(/^seq,at,kind,by,facts,hash\r\n\d+,\d{4}-.*,created,U0ANA,/);

  const told = await ask(harness, ANA, "audit customer.audited --evidence");
  const [digest = ""] = /[0-9a-f]{64}/.exec(told) ?? [];
  const evidence = await fileNamed("evidence-customer.audited.jsonl");
  const audit = await exported();
  writeFileSync(join(folder, "evidence.jsonl"), evidence);
  writeFileSync(join(folder, "audit.jsonl"), audit);
  const holds = { said: expect.stringMatching(/^The evidence of prod\/customer\.audited holds: \d+ lines\. Its digest is /), code: 0 };
  expect(verify("evidence.jsonl")).toEqual(holds);
  expect(verify("evidence.jsonl", "--digest", digest, "--audit", "audit.jsonl")).toEqual(holds);
  expect(verify("evidence.jsonl", "--digest", "0".repeat(64))).toMatchObject({ code: 1 });
  expect(verify("evidence.jsonl", "--what")).toMatchObject({ code: 2 });

  const parts = evidence
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  const request = parts.find(({ part }) => part === "request").body;
  expect(request).toMatchObject({
    askedBy: "U0ANA",
    rule: { people: 2 },
    digestCovers: "approved",
    votes: [
      { by: "U0BEN", vote: "approve" },
      { by: "U0CHO", vote: "approve" },
    ],
    approved: { operation: { verb: "switch" }, facts: { sourceKeyspace: "commerce", tables: ["audited"] } },
  });
  expect(parts.find(({ part }) => part === "execution").body).toMatchObject({
    request: request.id,
    verb: "switch",
    calls: [
      {
        finishedItsStep: true,
        before: { trafficState: "Reads Not Switched. Writes Not Switched", facts: expect.arrayContaining(["writes-not-switched"]) },
        after: { trafficState: "All Reads Switched. Writes Not Switched" },
      },
      {
        finishedItsStep: true,
        after: { trafficState: "All Reads Switched. Writes Switched", facts: expect.arrayContaining(["writes-switched"]) },
        answer: {
          error: false,
          lines: [
            "SwitchTraffic was successful for workflow customer.audited",
            "Start State: All Reads Switched. Writes Not Switched",
            "Current State: All Reads Switched. Writes Switched",
          ],
        },
      },
    ],
    outcome: { kind: "succeeded" },
  });

  let unnoticed = 0;
  const found = fc.asyncProperty(TAMPERS, async (tamper) => {
    // The app and the worker run in this process, and Slack waits three seconds for an acknowledgement.
    await setImmediate();
    const changed = tamperWith(evidence, tamper, rehash);
    fc.pre(changed !== evidence);
    if (verifyEvidence(changed).problem === undefined) unnoticed++;
    expect(verifyEvidence(changed)).toHaveProperty("problem");
  });
  await fc.assert(found, { numRuns: 1_000 });
  expect({ seed: SEED, unnoticed }).toEqual({ seed: SEED, unnoticed: 0 });

  // Rewritten whole, with hashes that fit: only what was noted elsewhere shows it.
  const anew = rewriteWhole(evidence, '"askedBy":"U0ANA"', '"askedBy":"U0EVE"');
  expect(verifyEvidence(anew)).not.toHaveProperty("problem");
  expect(verifyEvidence(anew, { digest }).problem).toMatch(/not the one that was noted/);
  expect(verifyEvidence(anew, { audit }).problem).toBe("the audit does not say that this file was issued");
  // Even so, what was approved and who voted must fit the entries of the audit in the file.
  expect(verifyEvidence(rewriteWhole(evidence, '"tables":["audited"]', '"tables":["other"]')).problem).toMatch(/does not match its digest/);
  expect(verifyEvidence(rewriteWhole(evidence, '{"by":"U0CHO"', '{"by":"U0EVE"')).problem).toMatch(/no such vote of U0EVE/);
});

it("the evidence of a move that ended is in its thread, with what Vitess said, and verifies against the audit", async () => {
  const move = await newMove(harness, "gone");
  await ask(harness, ANA, "vdiff customer.gone create");
  await inThread(harness, move, /VDiff .*(?:found no|clean|no differences)/i);
  await approved(harness, move, "cancel");
  const said = await inThread(harness, move, /The evidence of this move/);
  const [digest = ""] = /[0-9a-f]{64}/.exec(said) ?? [];
  const evidence = await fileNamed("evidence-customer.gone.jsonl");
  expect(verifyEvidence(evidence, { digest, audit: await exported() })).toMatchObject({ digest });
  const bodies = evidence
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(bodies.find(({ part }) => part === "move").body).toMatchObject({ state: "ended", ended: { how: "cancelled" } });
  expect(bodies.find(({ part }) => part === "vdiff").body).toMatchObject({
    started: { by: "U0ANA" },
    tables: [{ table: "gone", shards: 1, rowsCompared: "1000", matching: "1000", mismatched: "0" }],
  });
  expect(bodies.find(({ part }) => part === "execution").body).toMatchObject({
    verb: "cancel",
    calls: [
      {
        before: { facts: expect.arrayContaining(["workflow-left"]) },
        after: { facts: ["workflow-gone"] },
        answer: { error: false, lines: ["Successfully cancelled the gone workflow in the customer keyspace"] },
      },
    ],
  });

  // Retention removes the audit's beginning: the rest is still compared, until the place from which the file was made is gone too.
  const redis = openRedis(harness.redis.url, "records", () => undefined);
  const records = openStore(redis);
  const links = bodies.filter(({ part }) => part === "audit").map(({ body }) => body);
  await records.cutAudit(links[2].at);
  const cut = await exported();
  expect(cut).toMatch(/^\{"format":"tandem-audit\/1"\}\n\{"begin":\{"seq":\d+,/);
  expect(verifyEvidence(evidence, { digest, audit: cut })).toMatchObject({ digest });
  expect(verifyEvidence(evidence, { audit: cut.replace(/\{"begin".*\n/, "") })).toHaveProperty("problem");
  expect(verifyEvidence(evidence, { audit: cut.replaceAll("audit-cut", "audit-cat") })).toHaveProperty("problem");
  await records.cutAudit(await records.now());
  redis.disconnect();
  expect(verifyEvidence(evidence, { audit: await exported() }).problem).toMatch(/no longer has the entries from when the file was made/);
});

function rewriteWhole(text: string, from: string, to: string): string {
  let prev = "0".repeat(64);
  return text
    .trimEnd()
    .split("\n")
    .map((line) => {
      const { n, part, body } = JSON.parse(line.replaceAll(from, to));
      const covered = `{"n":${n},"part":${JSON.stringify(part)},"body":${JSON.stringify(body)},"prev":"${prev}"`;
      prev = createHash("sha256").update(covered).digest("hex");
      return `${covered},"hash":"${prev}"}\n`;
    })
    .join("");
}
