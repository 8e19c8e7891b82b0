import { ConfigError } from "./config/problems.ts";
import { openRedis } from "./store/redis/connect.ts";
import { type AuditVerdict, verifyAudit } from "./store/verify-audit.ts";

/**
 * `audit verify`: walks the audit chain in this Redis, prints the result and returns the exit code: 0 if the chain is intact, else 1. It
 * only reads. Throws a Fault when Redis does not answer, and a ConfigError for any other command line.
 */
export async function runAudit(args: readonly string[], redisUrl: string, print: (line: string) => void): Promise<number> {
  if (args.join(" ") !== "verify") {
    throw new ConfigError([{ setting: "The command line", wrong: `says "audit ${args.join(" ")}"`, right: "it takes audit verify" }]);
  }
  const redis = openRedis(redisUrl, "records", () => {});
  try {
    const verdict = await verifyAudit(redis);
    print(sayVerdict(verdict));
    return verdict.kind === "intact" ? 0 : 1;
  } finally {
    redis.disconnect();
  }
}

function sayVerdict(verdict: AuditVerdict): string {
  if (verdict.kind === "broken") return `The audit chain is broken at entry ${verdict.seq}: ${verdict.problem}.`;
  const { links, head } = verdict;
  return `The audit chain holds: ${links} ${links === 1 ? "entry" : "entries"}. The last hash is ${head}; compare it with one noted elsewhere.`;
}
