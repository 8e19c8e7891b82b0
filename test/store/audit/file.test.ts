import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { CHAIN_START, chainAuditEvents, GENESIS, linkHash, toCutEvent } from "../../../src/store/audit/chain.ts";
import type { AuditVerdict } from "../../../src/store/audit/check.ts";
import { formatExportCut, formatExportEnd, formatExportLinks, formatExportStart, verifyExport } from "../../../src/store/audit/file.ts";
import type { AuditEvent, AuditLink } from "../../../src/core/announce/audit.ts";
import { SEED } from "../../seed.ts";
import { ANA, BEN, MOVE_ID } from "../literals.ts";
import { type Rehash, TAMPERS, tamperWith } from "./tampers.ts";

const VOTE: AuditEvent = { kind: "vote", moveId: MOVE_ID, by: BEN, facts: { request: "q-1", vote: "approve", reason: "„fine“, 3 s" } };

/** A chain of so many links that all say the same in another round. */
function chainOf(count: number): readonly AuditLink[] {
  let links: readonly AuditLink[] = [];
  for (let round = 1; round <= count; round++) {
    const events = [{ ...VOTE, facts: { ...VOTE.facts, round } }];
    links = [...links, ...chainAuditEvents(links.at(-1) ?? { seq: 0, hash: GENESIS }, 1_790_000_000_000 + round, events)];
  }
  return links;
}

function exportOf(links: readonly AuditLink[]): string {
  return formatExportStart() + formatExportLinks(links) + formatExportEnd(links.at(-1) ?? { seq: 0, hash: GENESIS });
}

async function verify(text: string, ...anchors: readonly { seq: number; hash: string }[]): Promise<AuditVerdict> {
  async function* chunks() {
    for (let from = 0; from < text.length; from += 700) yield text.slice(from, from + 700);
  }
  return verifyExport(chunks(), anchors);
}

const rehash: Rehash = (line) => {
  const link: unknown = JSON.parse(line);
  if (typeof link !== "object" || link === null || !("hash" in link)) return undefined;
  const changed = { ...(link as AuditLink), event: JSON.stringify({ ...VOTE, by: ANA }) };
  return `${JSON.stringify({ ...changed, hash: linkHash(changed) })}\n`;
};

const LINKS = chainOf(30);
const FILE = exportOf(LINKS);
const CUT_AT = { seq: 12, hash: LINKS[11]?.hash ?? "" };
const CUT_LINKS = [...LINKS.slice(12), ...chainAuditEvents(LINKS[29] ?? CHAIN_START, 1_790_000_000_100, [toCutEvent(CUT_AT)])];
const CUT_FILE =
  formatExportStart() + formatExportCut(CUT_AT) + formatExportLinks(CUT_LINKS) + formatExportEnd(CUT_LINKS.at(-1) ?? CHAIN_START);
const ANCHOR = { seq: 30, hash: LINKS[29]?.hash ?? "" };

describe("an export of the audit", () => {
  test("is intact as it was written, also when it has no entry", async () => {
    expect(await verify(FILE)).toEqual({ kind: "intact", links: 30, head: ANCHOR.hash });
    expect(await verify(FILE, ANCHOR, { seq: 4, hash: LINKS[3]?.hash ?? "" })).toMatchObject({ kind: "intact" });
    expect(await verify(exportOf([]))).toEqual({ kind: "intact", links: 0, head: GENESIS });
  });

  test("is intact after retention removed its beginning, if an entry says so and the anchor is not from before", async () => {
    expect(await verify(CUT_FILE, ANCHOR)).toMatchObject({ kind: "intact", links: 31, cut: { seq: 12 } });
    expect(await verify(CUT_FILE, { seq: 12, hash: LINKS[11]?.hash ?? "" })).toMatchObject({ kind: "intact" });
    expect(await verify(CUT_FILE, { seq: 12, hash: "9".repeat(64) })).toMatchObject({ kind: "broken", seq: 12 });
    expect(await verify(CUT_FILE, { seq: 4, hash: LINKS[3]?.hash ?? "" })).toMatchObject({
      problem: "it was cut, so the anchor cannot be compared; take one from 12 on",
    });
    const unsaid = formatExportStart() + formatExportCut(CUT_AT) + formatExportLinks(LINKS.slice(12)) + formatExportEnd(ANCHOR);
    expect(await verify(unsaid)).toMatchObject({
      problem: "the beginning of the chain is missing, and no entry says that it was cut",
    });
  });

  test(`cut by retention shows each of 1,000 random changes (seed ${SEED})`, async () => {
    const found = fc.asyncProperty(TAMPERS, async (tamper) => {
      const changed = tamperWith(CUT_FILE, tamper, rehash);
      fc.pre(changed !== CUT_FILE);
      expect(await verify(changed)).toMatchObject({ kind: "broken" });
    });
    await fc.assert(found, { numRuns: 1_000 });
  });

  test(`shows each of 1,000 random changes (seed ${SEED})`, async () => {
    const found = fc.asyncProperty(TAMPERS, async (tamper) => {
      const changed = tamperWith(FILE, tamper, rehash);
      fc.pre(changed !== FILE);
      expect(await verify(changed)).toMatchObject({ kind: "broken" });
    });
    await fc.assert(found, { numRuns: 1_000 });
  });

  test("shows by an anchor what no file can show by itself: that all of it was written anew, or that it ends early", async () => {
    const anew = exportOf(
      chainAuditEvents(
        { seq: 0, hash: GENESIS },
        1,
        Array.from({ length: 30 }, () => VOTE),
      ),
    );
    expect(await verify(anew)).toMatchObject({ kind: "intact" });
    expect(await verify(anew, ANCHOR)).toEqual({ kind: "broken", seq: 30, problem: "it differs from the anchor" });
    expect(await verify(exportOf(LINKS.slice(0, 20)), ANCHOR)).toEqual({
      kind: "broken",
      seq: 21,
      problem: "the end of the chain is missing: an anchor names entry 30",
    });
  });

  test("is no other file", async () => {
    expect(await verify("")).toMatchObject({ kind: "broken", problem: "the end of the file is missing" });
    expect(await verify("hello\n")).toMatchObject({ problem: "the file does not begin as an export of Tandem's audit" });
    expect(await verify(`${formatExportStart()}null\n`)).toMatchObject({ problem: "its line is not as Tandem writes it" });
    expect(await verify(`${FILE}\n`)).toMatchObject({ problem: "the file goes on after its end" });
  });
});
