import { COMPLETE_DEFAULTS, CREATE_DEFAULTS, MIRROR_DEFAULTS, VDIFF_DEFAULTS } from "../../../src/core/options/options.ts";
import { type DocumentedLine, keyspace, move, type Page, switched } from "./documented-line.ts";
import { tablesNamed } from "../../names.ts";

const C2C = "customer.commerce2customer";

/** Both pages of the typed API have these lines, word for word. */
function linesOf(page: Page): readonly DocumentedLine[] {
  return [
    {
      page,
      line: "vtctldclient MoveTables --target-keyspace customer --workflow commerce2customer create --source-keyspace commerce --tables 'customer,corder'",
      command: {
        verb: "create",
        name: move(C2C),
        options: { ...CREATE_DEFAULTS, sourceKeyspace: keyspace("commerce"), tables: tablesNamed("customer", "corder") },
        dryRun: false,
      },
    },
    { page, line: "$ vtctldclient GetRoutingRules", command: { verb: "rules-get", documents: ["tables"] } },
    {
      page,
      line: "$ vtctldclient MoveTables --target-keyspace customer --workflow commerce2customer status --format=json",
      command: { verb: "status", name: move(C2C) },
    },
    {
      page,
      line: "$ vtctldclient MoveTables --target-keyspace customer --workflow commerce2customer show --include-logs=false",
      command: { verb: "show", name: move(C2C) },
    },
    {
      page,
      line: "$ vtctldclient VDiff --target-keyspace customer --workflow commerce2customer create",
      command: { verb: "vdiff-create", name: move(C2C), options: VDIFF_DEFAULTS },
    },
    {
      page,
      line: "$ vtctldclient VDiff --format=json --target-keyspace customer --workflow commerce2customer show last --verbose",
      command: { verb: "vdiff-show", name: move(C2C), arg: "last" },
    },
    {
      page,
      line: "$ vtctldclient MoveTables --target-keyspace customer --workflow commerce2customer SwitchTraffic",
      command: switched(C2C, ["PRIMARY", "REPLICA", "RDONLY"], false),
    },
    {
      page,
      line: "$ vtctldclient Workflow --keyspace commerce show --workflow commerce2customer_reverse",
      command: { verb: "show", name: move("commerce.commerce2customer_reverse") },
      onTheMove: { verb: "status", name: move("commerce.commerce2customer_reverse") },
    },
    {
      page,
      line: "$ vtctldclient MoveTables --target-keyspace customer --workflow commerce2customer complete",
      command: { verb: "complete", name: move(C2C), options: COMPLETE_DEFAULTS, dryRun: false, form: false },
    },
    { page, line: "$ vtctldclient Workflow --keyspace customer list", command: { verb: "list", keyspace: keyspace("customer") } },
    { page, line: "$ vtctldclient Workflow --keyspace commerce list", command: { verb: "list", keyspace: keyspace("commerce") } },
  ];
}

const V21: Page = { title: "Move Tables", oldest: 21, newest: 24 };

export const MOVETABLES_V18_V20: readonly DocumentedLine[] = linesOf({ title: "Move Tables", oldest: 18, newest: 20 });

export const MOVETABLES_V21_AND_LATER: readonly DocumentedLine[] = [
  ...linesOf(V21),
  {
    page: V21,
    line: "$ vtctldclient MoveTables --target-keyspace customer --workflow commerce2customer MirrorTraffic --percent 1.0",
    command: { verb: "mirror", name: move(C2C), options: { ...MIRROR_DEFAULTS, percent: 1 } },
  },
];
