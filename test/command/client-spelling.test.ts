import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "../../src/command/parse.ts";
import { CELLS, DURATION, FLAG, NAME, someOf, SPELLING, spelledOption, TABLES, TYPES, type Values } from "./spoken.ts";

/** A line for a client, before a spelling is chosen. */
interface ClientLine {
  readonly command: string;
  readonly action: string;
  readonly keyspace: string;
  readonly workflow: string;
  readonly options: readonly (readonly [name: string, value: string])[];
}

const SWITCHED: Values = { "tablet-types": TYPES, cells: CELLS, timeout: DURATION, "dry-run": FLAG };
const LAG: Values = { ...SWITCHED, "max-replication-lag-allowed": DURATION };
const CREATED: Values = { cells: CELLS, "tablet-types": TYPES, "auto-start": FLAG, "stop-after-copy": FLAG };

function lines(command: string, action: string, options: Values, always: ClientLine["options"] = []): fc.Arbitrary<ClientLine> {
  return fc.record({
    command: fc.constant(command),
    action: fc.constant(action),
    keyspace: NAME,
    workflow: NAME.filter((name) => !/^(?:list|listall|show|start|stop|update|delete)$/i.test(name)),
    options: someOf(options).map((some) => [...always, ...some]),
  });
}

const WHOLE = ["all-tables", "true"] as const;

/** Lines for vtctldclient, which names the move by options. */
const VTCTLDCLIENT = fc.oneof(
  lines("MoveTables", "Create", CREATED, [["source-keyspace", "commerce_of_the_old_shop"], WHOLE]),
  ...["SwitchTraffic", "ReverseTraffic"].map((action) => lines("MoveTables", action, { ...LAG, "enable-reverse-replication": FLAG })),
  lines("MoveTables", "Complete", { "keep-data": FLAG, "keep-routing-rules": FLAG, "dry-run": FLAG }),
  lines("MoveTables", "MirrorTraffic", { percent: fc.constantFrom("0", "1.0", "50"), "tablet-types": TYPES }),
  lines("Workflow", "Update", { cells: CELLS, "on-ddl": fc.constantFrom("ignore", "EXEC") }),
  lines("Workflow", "Delete", { "keep-data": FLAG, "keep-routing-rules": FLAG }),
  lines("VDiff", "Create", { tables: TABLES, "only-pks": FLAG, "filtered-replication-wait-time": DURATION }),
);

/** Lines for vtctlclient, which takes the move as a word and names some options differently. */
const VTCTLCLIENT = fc.oneof(
  lines("MoveTables", "Create", CREATED, [
    ["source", "commerce_of_the_old_shop"],
    ["all", "true"],
  ]),
  ...["SwitchTraffic", "ReverseTraffic"].map((action) => lines("MoveTables", action, { ...LAG, "reverse-replication": FLAG })),
  ...["Progress", "Show", "GetState"].map((action) => lines("MoveTables", action, {})),
  lines("MoveTables", "Complete", { "keep-data": FLAG, "dry-run": FLAG }),
  lines("MoveTables", "Cancel", { "keep-data": FLAG }),
  lines("SwitchReads", "", { "tablet-types": fc.constantFrom("replica", "rdonly,replica"), cells: CELLS, reverse: FLAG, "dry-run": FLAG }),
  lines("SwitchWrites", "", { timeout: DURATION, reverse: FLAG, "reverse-replication": FLAG, "dry-run": FLAG }),
  lines("DropSources", "", { "rename-tables": FLAG, "dry-run": FLAG }),
  lines("VDiff", "", { tables: TABLES, "source-cell": NAME, "filtered-replication-wait-time": DURATION, "only-pks": FLAG }),
);

const AROUND = fc.record({
  prompt: fc.constantFrom("", "$ ", "  $  "),
  client: fc.constantFrom("", "/usr/local/bin/", "./"),
  server: fc.constantFrom("", "-server localhost:15999", "--server=localhost:15999", "--server localhost:15999"),
  loneDashes: fc.boolean(),
  capitals: fc.constantFrom(
    (word: string) => word,
    (word: string) => word.toLowerCase(),
    (word: string) => word.toUpperCase(),
  ),
});

type Around = typeof AROUND extends fc.Arbitrary<infer A> ? A : never;
type Spelling = typeof SPELLING extends fc.Arbitrary<infer S> ? S : never;

const PLAIN: Spelling = {
  dashes: ["--"],
  joints: ["="],
  quotes: [""],
  underscores: false,
  blank: " ",
  commaBlank: "",
  capitals: false,
  early: 0,
};
const BARE: Around = { prompt: "", client: "", server: "", loneDashes: false, capitals: (word) => word };

function written(client: "vtctldclient" | "vtctlclient", line: ClientLine, spelling: Spelling, around: Around): string {
  const byOptions = client === "vtctldclient";
  const named = byOptions
    ? [["workflow", line.workflow] as const, [line.command === "Workflow" ? "keyspace" : "target-keyspace", line.keyspace] as const]
    : [];
  const options = [...named, ...line.options].map((option, index) => spelledOption(option, index, spelling));
  const action = line.action === "" ? [] : [around.capitals(line.action)];
  const name = byOptions ? [] : [`${line.keyspace}.${line.workflow}`];
  return [
    `${around.prompt}${around.client}${client}`,
    ...(around.server === "" ? [] : [around.server]),
    around.capitals(line.command),
    ...(around.loneDashes ? ["--"] : []),
    ...options.slice(0, spelling.early),
    ...action,
    ...name,
    ...options.slice(spelling.early),
  ].join(spelling.blank);
}

test.each([
  ["vtctldclient", VTCTLDCLIENT],
  ["vtctlclient", VTCTLCLIENT],
] as const)("however a line of %s is spelled, it is the same command", (client, every) => {
  fc.assert(
    fc.property(every, SPELLING, AROUND, (line, spelling, around) => {
      const plain = parse(written(client, line, PLAIN, BARE));
      expect(plain.kind).toBe("command");
      const other = parse(written(client, line, spelling, around));
      const server = around.server === "" ? {} : { server: "localhost:15999" };
      expect(other).toEqual({ ...plain, ...server });
    }),
    { numRuns: 1500 },
  );
});
