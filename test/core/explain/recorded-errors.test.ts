import { status } from "@grpc/grpc-js";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { explain } from "../../../src/core/explain/explain.ts";
import { toCallFault } from "../../../src/vtctld/channel/faults.ts";
import { count, tally } from "../../counts.ts";

/** One line of errors.tsv: a call of a real cluster that ended in an error. */
interface Recorded {
  readonly version: string;
  readonly at: string;
  readonly rpc: string;
  readonly code: status;
  readonly request: string;
  readonly text: string;
}

const CODES: Readonly<Record<string, status>> = {
  CANCELLED: status.CANCELLED,
  UNKNOWN: status.UNKNOWN,
  DEADLINE_EXCEEDED: status.DEADLINE_EXCEEDED,
  PERMISSION_DENIED: status.PERMISSION_DENIED,
  UNIMPLEMENTED: status.UNIMPLEMENTED,
  UNAVAILABLE: status.UNAVAILABLE,
  UNAUTHENTICATED: status.UNAUTHENTICATED,
};

const RECORDED: readonly Recorded[] = readFileSync(new URL("../../recordings/errors.tsv", import.meta.url), "utf8")
  .trimEnd()
  .split("\n")
  .slice(1)
  .map((line) => {
    const [version = "", scenario = "", file = "", rpc = "", code = "", request = "", text = ""] = line.split("\t");
    const known = CODES[code];
    if (known === undefined) throw new Error(`What is ${code}?`);
    return { version, at: `${version}/${scenario}/${file}`, rpc, code: known, request, text: text.replaceAll(String.raw`\n`, "\n") };
  });

/** What happens to every error in Tandem: the adapter gives it a kind and removes row values, then the rule book explains it. */
function ruleOf({ rpc, code, text }: Recorded): string | undefined {
  const fault = toCallFault({ rpc, code, details: text, deadlinePassed: text.startsWith("Deadline exceeded after") });
  return explain(fault.message, fault.kind).rule;
}

/** The rule that some of them must match, which exposes a rule that matches too much: version, call, error text. */
const MEETS: readonly (readonly [version: string, request: RegExp, text: RegExp, rule: string])[] = [
  ["v12.0.6", /SwitchTraffic/, /Row count exceeded 1/, "copy-in-progress-v12"],
  ["v12.0.6", /SwitchTraffic/, /already present in the denylist/, "already-in-denylist"],
  ["v12.0.6", /SwitchTraffic/, /^$/, "unreadable"],
  ["v12.0.6", /SwitchTraffic/, /^context deadline exceeded$/, "server-deadline"],
  ["v12.0.6", /SwitchTraffic/, /VReplicationWaitForPos/, "catch-up"],
  ["v12.0.6", /Create/, /did not start within 30s/, "workflow-not-started"],
  ["v12.0.6", /SwitchReads/, /invalid value specified for -tablet_type/, "invalid-tablet-type"],
  ["v12.0.6", /Cancel/, /already switched some or all/, "switched-no-cancel"],
  ["v12.0.6", /DropSources/, /streams are not frozen on tablet/, "not-frozen"],
  ["v12.0.6", /VDiff/, /vdiff timed out/, "vdiff-timed-out"],
  ["v12.0.6", /./, /^unknown command$/, "unknown-command"],
  ["v14.0.5", /SwitchTraffic/, /replication lag \d{9,}s/, "lag-unmeasured"],
  ["v14.0.5", /VDiff/, /no vdiff found for keyspace/, "vdiff-not-found"],
  ["v14.0.5", /ReverseTraffic/, /requesting reversal/, "nothing-to-reverse"],
  ["v23.0.3", /"workflow":"f1"/, /failed to lock the customer\/f1 workflow/, "workflow-locked"],
  ["v23.0.3", /"workflow":"f1"/, /could not refresh all of the tablets/, "tablets-not-refreshed"],
  ["v23.0.3", /./, /before reaching position/, "catch-up-stopped"],
  ["v23.0.3", /./, /failed to sync up[^]*DeadlineExceeded desc = context deadline exceeded/, "catch-up"],
  ["v23.0.3", /./, /no streams found in keyspace commerce for/, "no-reverse-workflow"],
  ["v23.0.3", /./, /no streams found in keyspace customer for nosuchwf/, "no-such-workflow"],
  ["v23.0.3", /./, /wrong number of pre-existing mirror rules/, "mirror-rules"],
  ["v23.0.3", /./, /mysql\.sock/, "mysql-down"],
  ["v23.0.3", /./, /super-read-only/, "read-only"],
  ["v23.0.3", /./, /provided invalid credentials/, "wrong-credentials"],
  ["v23.0.3", /./, /^connection error: desc = "transport: Error while dialing/, "unreachable"],
];

describe("every error recorded from the clusters of 12, 14 and 23", () => {
  it("matches a rule after it has passed through the adapter", () => {
    const unmet = RECORDED.filter((one) => ruleOf(one) === undefined);
    expect(unmet.map(({ at, request, text }) => `${at}: ${request}: ${text}`)).toEqual([]);
    expect(RECORDED).toHaveLength(516);
    count("recorded errors", tally(RECORDED.map((one) => String(ruleOf(one)))));
  });

  it.each(MEETS)("%s, asked for %s, said %s: %s", (version, request, text, rule) => {
    const found = RECORDED.filter((one) => one.version === version && request.test(one.request) && text.test(one.text));
    expect(found.length).toBeGreaterThan(0);
    expect([...new Set(found.map(ruleOf))]).toEqual([rule]);
  });

  it("gets a specific explanation if it names a lock, a copy, a lag or a deny list", () => {
    const general = ["keyspace-locked", "switch-refused", "path-unknown", "tablet-away", "server-deadline", "usage"];
    const loose = RECORDED.filter(({ text }) =>
      /named_locks|copy is still|replication lag|denylist|streams found|not frozen/.test(text),
    ).filter((one) => general.includes(ruleOf(one) ?? "usage"));
    expect(loose.map(({ at }) => at)).toEqual([]);
  });

  it("keeps Vitess's own words, except for what was typed, possible row values, and the stack of a crashed program", () => {
    const told = RECORDED.filter(({ text }) => text !== "");
    const changed = told.filter(({ rpc, code, text }) => {
      const fault = toCallFault({ rpc, code, details: text, deadlinePassed: false });
      return explain(fault.message, fault.kind).text !== text;
    });
    // Names of a user, an action, a type or an id that somebody made up, and a time zone's sample.
    const typed =
      /caller "|action (?:found:|argument) |invalid value |tablet types?(?: passed|:) |UUID provided: |and the result of the attempt was: /;
    const values = /(?:during|in) query: |right syntax to use near '|from: goroutine /;
    expect(changed.map(({ text }) => text).filter((text) => !typed.test(text) && !values.test(text))).toEqual([]);
    expect([told.length, changed.length]).toEqual([512, 36]);
  });
});
