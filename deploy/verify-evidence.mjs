// Verifies an evidence file of Tandem's, as docs/evidence.md describes it, without Tandem: it needs this file and Node alone.
//
//   node verify-evidence.mjs evidence.jsonl [--digest <hash>] [--audit audit.jsonl]
//
// Prints what it found and exits with 0 if everything holds, else with 1.
import { createHash } from "node:crypto";
import { readFileSync, realpathSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";

const NO_HASH = "0".repeat(64);
const HASHED = /^(.*),"hash":"([0-9a-f]{64})"\}$/s;

const sha256 = (text) => createHash("sha256").update(text).digest("hex");

class Wrong extends Error {}

/**
 * Returns `{ move, parts, digest }`, or `{ problem }` with the first thing that is wrong. `digest` is the one that was noted elsewhere, and
 * `audit` the text of an export of the audit.
 */
export function verifyEvidence(text, { digest, audit } = {}) {
  try {
    const parts = readParts(text);
    const file = parts.at(-1).hash;
    const links = checkAuditParts(parts);
    checkRequests(parts, links);
    if (digest !== undefined && digest !== file) throw new Wrong(`the file's digest is ${file}, and not the one that was noted`);
    if (audit !== undefined) checkAgainstAudit(readExport(audit), parts[0].body, links, file);
    return { move: parts[0].body.move, parts: parts.length, digest: file };
  } catch (error) {
    if (!(error instanceof Wrong)) throw error;
    return { problem: error.message };
  }
}

/** Every line covers itself to the byte and names the line before; the last one counts them. */
function readParts(text) {
  if (!text.endsWith("\n")) throw new Wrong("the end of the file is missing");
  const lines = text.slice(0, -1).split("\n");
  let prev = NO_HASH;
  const parts = lines.map((line, n) => {
    const [, covered, hash] = HASHED.exec(line) ?? [];
    if (covered === undefined || sha256(covered) !== hash) throw new Wrong(`line ${n + 1} does not match its hash`);
    const part = parse(line, n + 1);
    // Nothing may stand beside the four fields, also not twice.
    const { n: number, part: kind, body } = part;
    if (JSON.stringify({ n: number, part: kind, body, prev: part.prev }) !== `${covered}}`)
      throw new Wrong(`line ${n + 1} is not as Tandem writes it`);
    if (part.n !== n || part.prev !== prev) throw new Wrong(`line ${n + 1} does not follow from the line before`);
    prev = hash;
    return part;
  });
  const [first, last] = [parts[0], parts.at(-1)];
  if (first.part !== "header" || first.body?.format !== "tandem-evidence/1")
    throw new Wrong("the file does not begin as evidence of Tandem's");
  if (last.part !== "end" || JSON.stringify(last.body) !== `{"parts":${parts.length - 1}}`)
    throw new Wrong("the end of the file is missing");
  if (parts.some(({ part }, n) => part === "end" && n < parts.length - 1)) throw new Wrong("the file goes on after its end");
  return parts;
}

/** The entries of the audit match their own hashes, are in order, and those that are neighbours follow from each other. */
function checkAuditParts(parts) {
  const links = parts.filter(({ part }) => part === "audit").map(({ body }) => body);
  const { move, audit: head } = parts[0].body;
  for (const [place, link] of links.entries()) {
    const before = links[place - 1];
    if (hashLink(link) !== link.hash) throw new Wrong(`entry ${link.seq} of the audit does not match its hash`);
    if (before !== undefined && before.seq >= link.seq) throw new Wrong(`entry ${link.seq} of the audit is out of order`);
    if (before !== undefined && before.seq + 1 === link.seq && before.hash !== link.prev)
      throw new Wrong(`entry ${link.seq} of the audit does not follow from the one before`);
    if (link.seq > head.seq || (link.seq === head.seq && link.hash !== head.hash))
      throw new Wrong(`entry ${link.seq} of the audit does not fit the end of the audit that the file names`);
    if (JSON.parse(link.event).moveId !== move) throw new Wrong(`entry ${link.seq} of the audit is about another move`);
  }
  return links;
}

/** What was approved is what the request's entry in the audit has the digest of, and each counted vote has its entry. */
function checkRequests(parts, links) {
  const events = links.map(({ event }) => JSON.parse(event));
  for (const { part, body } of parts) {
    if (part !== "request" || body.approved === undefined) continue;
    const about = events.filter(({ facts }) => facts.request === body.id);
    if (body.digestCovers === "approved" && sha256(stringifyStable({ move: body.move, ...body.approved })) !== body.digest)
      throw new Wrong(`request ${body.id}: what was approved does not match its digest`);
    if (about.some(({ facts }) => facts.digest !== undefined && facts.digest !== body.digest))
      throw new Wrong(`request ${body.id}: the audit has another digest`);
    for (const { by, vote } of body.votes) {
      const isCast = ({ kind, by: voter, facts }) => (kind === "vote" || kind === "vote-held") && voter === by && facts.vote === vote;
      if (!about.some(isCast)) throw new Wrong(`request ${body.id}: the audit has no such vote of ${by}`);
    }
  }
}

/** An export of the audit that holds, as docs/audit.md describes it: its links in order, after those that retention removed. */
function readExport(text) {
  const lines = text.split("\n");
  const end = parse(lines.at(-2) ?? "", lines.length - 1).end;
  const { begin = { seq: 0, hash: NO_HASH } } = parse(lines[1] ?? "", 2);
  const links = lines.slice(begin.seq > 0 ? 2 : 1, -2).map((line, place) => parse(line, place + 2));
  let { seq, hash: prev } = begin;
  for (const link of links) {
    seq += 1;
    if (link.seq !== seq || link.prev !== prev || hashLink(link) !== link.hash)
      throw new Wrong(`the audit is broken at entry ${seq}: verify it by itself`);
    prev = link.hash;
  }
  if (end?.seq !== seq || end.hash !== prev) throw new Wrong("the end of the audit is missing");
  const isSaid = ({ event }) => {
    const { kind, facts } = JSON.parse(event);
    return kind === "audit-cut" && facts.seq === begin.seq && facts.hash === begin.hash;
  };
  if (begin.seq > 0 && !links.some(isSaid)) throw new Wrong("the beginning of the audit is missing, and no entry says that it was cut");
  return { begin, links };
}

/**
 * The file has every entry about its move up to the place it names, no other, and the audit says that it was issued. What retention has
 * removed from the audit since cannot be compared.
 */
function checkAgainstAudit({ begin, links: all }, { move, audit: head }, inFile, digest) {
  if (head.seq < begin.seq) throw new Wrong("the audit no longer has the entries from when the file was made: compare an older export");
  const last = head.seq === begin.seq ? begin : all.find(({ seq }) => seq === head.seq);
  if (last?.hash !== head.hash) throw new Wrong("the file was not made from this audit");
  const links = inFile.filter(({ seq }) => seq > begin.seq);
  const own = all.filter(({ event }) => JSON.parse(event).moveId === move);
  const expected = own.filter(({ seq }) => seq <= head.seq).map(({ hash }) => hash);
  if (expected.join() !== links.map(({ hash }) => hash).join()) throw new Wrong("the file and the audit have other entries about the move");
  const isIssued = ({ event }) => {
    const { kind, facts } = JSON.parse(event);
    return kind === "evidence" && facts.digest === digest;
  };
  if (!own.some(isIssued)) throw new Wrong("the audit does not say that this file was issued");
}

function hashLink({ prev, seq, at, event }) {
  return sha256(`${prev}\n${seq}\n${at}\n${event}`);
}

/** JSON with sorted keys and sorted lists: what a request's digest is made of. */
function stringifyStable(value) {
  if (Array.isArray(value))
    return `[${value
      .map(stringifyStable)
      .toSorted((a, b) => (a < b ? -1 : 1))
      .join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${stringifyStable(inner)}`).join(",")}}`;
}

function parse(line, number) {
  try {
    return Object(JSON.parse(line));
  } catch {
    throw new Wrong(`line ${number} is not JSON`);
  }
}

function main([file, ...options]) {
  const given = { "--digest": undefined, "--audit": undefined };
  for (let place = 0; place < options.length; place += 2) {
    if (!(options[place] in given) || options[place + 1] === undefined) file = undefined;
    given[options[place]] = options[place + 1];
  }
  if (file === undefined) {
    process.stderr.write("node verify-evidence.mjs <file> [--digest <hash>] [--audit <export>]\n");
    return 2;
  }
  const audit = given["--audit"] === undefined ? undefined : readFileSync(given["--audit"], "utf8");
  const found = verifyEvidence(readFileSync(file, "utf8"), { digest: given["--digest"], audit });
  if (found.problem !== undefined) {
    process.stdout.write(`The evidence does not hold: ${found.problem}.\n`);
    return 1;
  }
  process.stdout.write(`The evidence of ${found.move} holds: ${found.parts} lines. Its digest is ${found.digest}.\n`);
  if (given["--digest"] === undefined && audit === undefined)
    process.stdout.write(
      "Compare the digest with the one in Slack or in the audit: whoever rewrites a whole file can make it consistent again.\n",
    );
  return 0;
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  process.exitCode = main(process.argv.slice(2));
