import { createReadStream } from "node:fs";
import { parseArgs } from "node:util";
import type { AuditHead } from "./core/announce/audit.ts";
import { ConfigError } from "./config/problems.ts";
import type { RedisConfig } from "./config/redis.ts";
import { followSecret } from "./config/secret-file.ts";
import type { AuditVerdict } from "./store/audit/check.ts";
import { formatExportCut, formatExportEnd, formatExportLinks, formatExportStart, verifyExport } from "./store/audit/file.ts";
import { walkAudit } from "./store/audit/verify.ts";
import { openRedis } from "./store/redis/connect.ts";
import type { Connection } from "./store/redis/connection.ts";

/** What the command needs of its process. */
export interface AuditIo {
  /** Called only if the command reads Redis. Throws a ConfigError if it is not configured. */
  readonly redis: () => Pick<RedisConfig, "redisUrl" | "redisPassword">;
  /** Standard output; resolves when the text is handed on, so that an export of any length takes little memory. */
  readonly print: (text: string) => Promise<void>;
  /** Standard error. */
  readonly warn: (text: string) => void;
}

const USAGE = "it takes audit verify [file] [--anchor hash@number], or audit export";

/**
 * `audit verify`: checks the audit chain in Redis or an export in a file, and says the result. `audit export`: prints the chain as JSON
 * lines, and the result on standard error. Both only read. Returns the exit code: 0 if the chain is intact, else 1. Throws a Fault when
 * Redis does not answer, and a ConfigError for any other command line or a file that cannot be read.
 */
export async function runAudit(args: readonly string[], io: AuditIo): Promise<number> {
  const [what, file, anchors] = readArguments(args);
  const verdict =
    what === "export"
      ? await withRedis(io, (redis) => exportAudit(redis, io.print))
      : file === undefined
        ? await withRedis(io, (redis) => walkAudit(redis, { anchors }))
        : await verifyFile(file, anchors);
  const said = `${sayVerdict(verdict)}\n`;
  if (what === "export") io.warn(said);
  else await io.print(said);
  return verdict.kind === "intact" ? 0 : 1;
}

type Arguments = readonly [what: "verify" | "export", file: string | undefined, anchors: readonly AuditHead[]];

function readArguments(args: readonly string[]): Arguments {
  const wrong = (): ConfigError =>
    new ConfigError([{ setting: "The command line", wrong: `says "audit ${args.join(" ")}"`, right: USAGE }]);
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { anchor: { type: "string", multiple: true } },
      allowPositionals: true,
    });
    const [what, file, ...more] = positionals;
    const anchors = (values.anchor ?? []).map(parseAnchor);
    const valid = anchors.flatMap((anchor) => anchor ?? []);
    if (more.length > 0 || valid.length < anchors.length) throw wrong();
    if (what === "verify") return [what, file, valid];
    if (what === "export" && file === undefined && anchors.length === 0) return [what, file, []];
    throw wrong();
  } catch (error) {
    throw error instanceof TypeError ? wrong() : error;
  }
}

function parseAnchor(text: string): AuditHead | undefined {
  const [, hash, seq] = /^([0-9a-f]{64})@(\d{1,15})$/.exec(text) ?? [];
  return hash === undefined ? undefined : { seq: Number(seq), hash };
}

async function withRedis<T>(io: AuditIo, work: (redis: Connection) => Promise<T>): Promise<T> {
  const { redisUrl, redisPassword } = io.redis();
  const redis = openRedis(redisUrl, "records", () => {}, redisPassword && followSecret(redisPassword, io.warn));
  try {
    return await work(redis);
  } finally {
    redis.disconnect();
  }
}

/** A chain that turns out to be broken is printed up to there, without the last line. */
async function exportAudit(redis: Connection, print: AuditIo["print"]): Promise<AuditVerdict> {
  await print(formatExportStart());
  const onCut = (cut: AuditHead): Promise<void> => print(formatExportCut(cut));
  const verdict = await walkAudit(redis, { onCut, onLinks: (links) => print(formatExportLinks(links)) });
  if (verdict.kind === "intact") await print(formatExportEnd({ seq: verdict.links, hash: verdict.head }));
  return verdict;
}

async function verifyFile(file: string, anchors: readonly AuditHead[]): Promise<AuditVerdict> {
  try {
    return await verifyExport(createReadStream(file, "utf8"), anchors);
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    throw new ConfigError([
      { setting: "The command line", wrong: `names ${file}, which cannot be read: ${String(error.code)}`, right: USAGE },
    ]);
  }
}

function sayVerdict(verdict: AuditVerdict): string {
  if (verdict.kind === "broken") return `The audit chain is broken at entry ${verdict.seq}: ${verdict.problem}.`;
  const { links, head, cut } = verdict;
  const entries = links === 1 ? "entry" : "entries";
  const which = cut === undefined ? `${links} ${entries}` : `entries ${cut.seq + 1} to ${links}; those before were removed by retention`;
  return `The audit chain holds: ${which}. Its anchor is ${head}@${links}; compare it with one noted elsewhere.`;
}
