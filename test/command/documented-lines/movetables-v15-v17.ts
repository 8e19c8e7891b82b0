import { COMPLETE_DEFAULTS, VDIFF_DEFAULTS } from "../../../src/core/options/options.ts";
import { created, type DocumentedLine, keyspace, move, type Page, switched } from "./documented-line.ts";

const page: Page = { title: "Move Tables", oldest: 15, newest: 17 };

const C2C = "customer.commerce2customer";

export const MOVETABLES_V15_V17: readonly DocumentedLine[] = [
  {
    page,
    line: "$ vtctlclient MoveTables -- --source commerce --tables 'customer,corder' Create customer.commerce2customer",
    command: created(C2C, "commerce", ["customer", "corder"]),
  },
  { page, line: "$ vtctldclient GetRoutingRules", command: { verb: "rules-get", documents: ["tables"] } },
  { page, line: "$ vtctlclient MoveTables -- Progress customer.commerce2customer", command: { verb: "status", name: move(C2C) } },
  { page, line: "$ vtctlclient Workflow customer.commerce2customer show", command: { verb: "show", name: move(C2C) } },
  {
    page,
    line: "$ vtctlclient VDiff -- --v2 customer.commerce2customer create",
    command: { verb: "vdiff-create", name: move(C2C), options: VDIFF_DEFAULTS },
  },
  {
    page,
    line: "$ vtctlclient VDiff -- --v2 --format=json --verbose customer.commerce2customer show last",
    command: { verb: "vdiff-show", name: move(C2C), arg: "last" },
  },
  {
    page,
    line: "$ vtctlclient MoveTables -- SwitchTraffic customer.commerce2customer",
    command: switched(C2C, ["PRIMARY", "REPLICA", "RDONLY"], false),
  },
  {
    page,
    line: "$ vtctlclient Workflow commerce.commerce2customer_reverse show",
    command: { verb: "show", name: move("commerce.commerce2customer_reverse") },
    onTheMove: { verb: "status", name: move("commerce.commerce2customer_reverse") },
  },
  {
    page,
    line: "$ vtctlclient MoveTables -- Complete customer.commerce2customer",
    command: { verb: "complete", name: move(C2C), options: COMPLETE_DEFAULTS, dryRun: false, form: false },
  },
  { page, line: "$ vtctlclient Workflow customer listall", command: { verb: "list", keyspace: keyspace("customer") } },
  { page, line: "$ vtctlclient Workflow commerce listall", command: { verb: "list", keyspace: keyspace("commerce") } },
];
