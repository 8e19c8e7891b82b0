import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { z } from "zod";
import { parse } from "../../src/command/parse.ts";

const FOLDER = join(import.meta.dirname, "../recordings");
const COMMANDS =
  /^vtctld?client (?:-action_timeout \S+ )?(?:MoveTables|Workflow|VDiff|SwitchReads|SwitchWrites|DropSources|GetRoutingRules|ApplyRoutingRules)\b/i;

/** Lines given to the recorded clients, most of them meant to fail. Tandem refuses these without calling Vitess. */
const REFUSED: Readonly<Record<string, string>> = {
  "vtctlclient Workflow -dry_run customer.wf stop": "no-dry-run",
  "vtctlclient Workflow -dry-run customer.wf start": "no-dry-run",
  "vtctlclient MoveTables -keep_data -dry_run Cancel customer.wf": "no-dry-run",
  "vtctlclient MoveTables -dry_run Cancel customer.wf": "no-dry-run",
  "vtctlclient Workflow -dry_run customer.allwf delete": "no-dry-run",
  "vtctlclient MoveTables": "word-missing",
  "vtctlclient MoveTables Create": "name-missing",
  "vtctlclient MoveTables Create customer": "name-malformed",
  "vtctlclient MoveTables Create customer.wf.x": "name-malformed",
  "vtctlclient MoveTables Bogus customer.wf": "unknown-verb",
  "vtctlclient MoveTables -source commerce Create customer.wf": "tables-missing",
  "vtctlclient MoveTables -tables customer Create customer.wf": "option-missing",
  "vtctlclient MoveTables -source commerce -tables '{\"customer\":' Create customer.wf": "value-wrong",
  "vtctlclient MoveTables -source commerce -all -tables customer Create customer.wf": "tables-and-all-tables",
  "vtctlclient MoveTables -source commerce -exclude product Create customer.wf": "tables-missing",
  "vtctlclient MoveTables -bogus Create customer.wf": "unknown-option",
  "vtctlclient MoveTables -source commerce -tables customer -tablet_types foo Create customer.wf": "value-wrong",
  "vtctlclient MoveTables -timeout 30 Create customer.wf": "option-missing",
  "vtctlclient MoveTables -v1 commerce customer customer": "option-missing",
  "vtctlclient MoveTables -v1 -workflow=wf commerce customer": "tables-missing",
  "vtctlclient SwitchReads": "name-missing",
  "vtctlclient SwitchReads customer": "name-malformed",
  "vtctlclient SwitchReads -tablet_type=primary customer.none": "value-wrong",
  "vtctlclient SwitchReads -tablet_type=foo customer.none": "value-wrong",
  "vtctlclient SwitchReads -tablet_types=rdonly -tablet_type=replica customer.none": "contradiction",
  "vtctlclient SwitchWrites": "name-missing",
  "vtctlclient DropSources": "name-missing",
  "vtctlclient VDiff": "name-missing",
  "vtctlclient VDiff customer": "unknown-verb",
  "vtctlclient VDiff -bogus customer.none": "unknown-option",
  "vtctlclient Workflow": "word-missing",
  "vtctlclient Workflow customer": "word-missing",
  "vtctlclient Workflow customer.none": "word-missing",
  "vtctlclient Workflow customer bogus": "unknown-verb",
  "vtctlclient Workflow customer show": "name-malformed",
  "vtctlclient Workflow customer.none bogus": "unknown-verb",
  "vtctlclient Workflow -bogus customer listall": "unknown-option",
  "vtctlclient Workflow a b c": "unknown-verb",
  "vtctlclient Workflow customer listall extra": "extra-word",
  "vtctlclient Workflow customer tags x": "unknown-verb",
  "vtctlclient Workflow customer.none tags a=b": "unknown-verb",
  "vtctlclient ApplyRoutingRules": "option-missing",
  "vtctlclient ApplyRoutingRules -rules '{'": "rules-inline",
  'vtctlclient ApplyRoutingRules -rules \'{"rules":[{"from_table":"x","to_tables":["commerce.customer"]}]}\' -dry-run': "rules-inline",
  'vtctlclient ApplyRoutingRules -rules \'{"rules":[{"from_table":"x","to_tables":["commerce.customer"]}]}\' -dry_run': "rules-inline",
  'vtctlclient ApplyRoutingRules -rules \'{"rules":[{"from_table":"x","to_tables":["commerce.customer"]}]}\'': "rules-inline",
  "vtctlclient ApplyRoutingRules -rules '{\"rules\":[]}'": "rules-inline",
  'vtctldclient ApplyRoutingRules --rules \'{"rules":[{"fromTable":"y","toTables":["commerce.customer"]}]}\'': "rules-inline",
  "vtctldclient ApplyRoutingRules --rules '{\"rules\":[]}'": "rules-inline",
  'vtctldclient ApplyRoutingRules --rules \'{"rules":[{"fromTable":"y","toTables":["nosuch.customer"]}]}\'': "rules-inline",
  "vtctlclient MoveTables -tablet_types=foo SwitchTraffic customer.wf": "value-wrong",
  "vtctlclient MoveTables -tablet_types=spare -dry_run SwitchTraffic customer.wf": "value-wrong",
  "vtctlclient MoveTables -tablet_types= -dry_run SwitchTraffic customer.wf": "empty-item",
  "vtctlclient SwitchReads -tablet_type=primary customer.wf": "value-wrong",
  "vtctlclient SwitchReads -tablet_types=primary,replica customer.wf": "value-wrong",
  "vtctlclient SwitchReads -tablet_types=foo customer.wf": "value-wrong",
  "vtctlclient VDiff -limit 0 -format=json customer.wf": "value-wrong",
  "vtctlclient VDiff -filtered_replication_wait_time=1ns customer.wf": "value-wrong",
  "vtctlclient -action_timeout 6s VDiff -tablet_types=foo customer.wf": "value-wrong",
  "vtctlclient Workflow customer delete": "name-malformed",
  "vtctlclient VDiff -- --v2 customer.wf resume last": "vdiff-malformed",
  "vtctlclient VDiff -- --v2 customer.wf create notauuid": "vdiff-malformed",
  "vtctlclient VDiff -- --v2 customer.wf bogus": "unknown-verb",
  "vtctlclient MoveTables -- --keep_data --dry_run Cancel customer.wf": "no-dry-run",
};

const Recorded = z.object({ cmd: z.string() });

function recordedLines(version: string): readonly string[] {
  const lines = readdirSync(join(FOLDER, version))
    .flatMap((file) => readFileSync(join(FOLDER, version, file), "utf8").split("\n"))
    .filter((line) => line !== "")
    // The recorder noted it this way because it did not wait for the call.
    .map((line) => Recorded.parse(JSON.parse(line)).cmd.replace(/ \(background\)$/, ""));
  return [...new Set(lines)].filter((line) => COMMANDS.test(line));
}

test("every line given to the recorded clients of Vitess 12 and 14 is a command, or is refused for a known reason", () => {
  const lines = ["v12.0.6", "v14.0.5"].flatMap(recordedLines);
  const refused = lines.flatMap((line) => {
    const parsed = parse(line);
    return parsed.kind === "refused" ? [[line, parsed.reason] as const] : [];
  });
  expect(Object.fromEntries(refused)).toEqual(REFUSED);
  expect(lines.length).toBeGreaterThan(300);
});
