import { CANCEL_DEFAULTS, COMPLETE_DEFAULTS } from "../../../src/core/options/options.ts";
import { created, type DocumentedLine, keyspace, move, type Page, reversed, switched } from "./documented-line.ts";

const page: Page = { title: "Cutover Steps and Troubleshooting", oldest: 14, newest: 14 };

const ALL = ["PRIMARY", "REPLICA", "RDONLY"] as const;
const WF = "targetkeyspace.workflowname";
const NOT_WRITTEN = "No file is written: the rules are saved in Tandem, as the snapshot";
const NOT_READ = "No file is read: what is meant is the snapshot that Tandem saved as";

export const CUTOVER_V14: readonly DocumentedLine[] = [
  {
    page,
    line: "vtctldclient --server vtctld.host:15999 GetRoutingRules > /var/tmp/routingrules.backup.json",
    command: { verb: "rules-save", label: "routingrules.backup.json" },
    said: `${NOT_WRITTEN} \`routingrules.backup.json\`.`,
  },
  {
    page,
    line: "vtctlclient --server vtctld.host:15999 MoveTables -- --source sourcekeyspace --tables 'table1,table2,table3' Create targetkeyspace.workflowname",
    command: created(WF, "sourcekeyspace", ["table1", "table2", "table3"]),
  },
  {
    page,
    line: "vtctlclient --server vtctld.host:15999 Workflow -- targetkeyspace listall",
    command: { verb: "list", keyspace: keyspace("targetkeyspace") },
  },
  {
    page,
    line: "vtctldclient --server vtctld.host:15999 MoveTables -- Progress targetkeyspace.workflowname",
    command: { verb: "status", name: move(WF) },
  },
  {
    page,
    line: "vtctlclient --server vtctld.host:15999 Workflow -- targetkeyspace.workflowname show",
    command: { verb: "show", name: move(WF) },
  },
  { page, line: "vtctlclient … Workflow -- targetkeyspace.workflowname show", command: { verb: "show", name: move(WF) } },
  { page, line: "vtctlclient … Workflow -- targetkeyspace.workflowname start", command: { verb: "start", name: move(WF), shards: [] } },
  { page, line: "vtctlclient … Workflow -- targetkeyspace.workflowname stop", command: { verb: "stop", name: move(WF), shards: [] } },
  {
    page,
    line: "vtctlclient … Workflow -- targetkeyspace.workflowname delete",
    command: { verb: "delete", name: move(WF), options: CANCEL_DEFAULTS },
  },
  {
    page,
    line: "vtctldclient --server ...  GetRoutingRules > /path/to/save/routingrules.json",
    command: { verb: "rules-save", label: "routingrules.json" },
    said: `${NOT_WRITTEN} \`routingrules.json\`.`,
  },
  {
    page,
    line: "vtctldclient --server ...  ApplyRoutingRules -- --rules=($cat /path/to/save/routingrules.json) --dry-run",
    command: { verb: "rules-restore", snapshot: "routingrules.json", documents: ["tables"], whole: true, dryRun: true },
    said: `${NOT_READ} \`routingrules.json\`.`,
  },
  {
    page,
    line: "vtctldclient -server ...  ApplyRoutingRules -rules=($cat /path/to/save/routingrules.json)",
    command: { verb: "rules-restore", snapshot: "routingrules.json", documents: ["tables"], whole: true, dryRun: false },
    said: `${NOT_READ} \`routingrules.json\`.`,
  },
  {
    page,
    line: "vtctlclient --server vtctld.host:15999 MoveTables -- --dry_run SwitchTraffic targetkeyspace.workflowname",
    command: switched(WF, ALL, true),
  },
  {
    page,
    line: "vtctlclient --server vtctld.host:15999 MoveTables -- --tablet_types=rdonly --dry_run SwitchTraffic targetkeyspace.workflowname",
    command: switched(WF, ["RDONLY"], true),
  },
  {
    page,
    line: "vtctlclient --server vtctld.host:15999 MoveTables -- --tablet_types=replica --dry_run SwitchTraffic targetkeyspace.workflowname",
    command: switched(WF, ["REPLICA"], true),
  },
  {
    page,
    line: "vtctlclient --server vtctld.host:15999 MoveTables -- --tablet_types=primary --dry_run SwitchTraffic targetkeyspace.workflowname",
    command: switched(WF, ["PRIMARY"], true),
  },
  {
    page,
    line: "$ vtctlclient --server localhost:15999 MoveTables -- --tablet_types=rdonly --dry_run SwitchTraffic targetkeyspace.workflowname",
    command: switched(WF, ["RDONLY"], true),
  },
  {
    page,
    line: "MoveTables --ReverseTraffic",
    reason: "This only names the action in a sentence; a command needs the move's name after it.",
  },
  {
    page,
    line: "vtctlclient --server vtctld.host:15999 MoveTables -- --dry_run ReverseTraffic targetkeyspace.workflowname",
    command: reversed(WF, ALL, true),
  },
  {
    page,
    line: "vtctlclient --server vtctld.host:15999 MoveTables -- --tablet_types=rdonly --dry_run ReverseTraffic targetkeyspace.workflowname",
    command: reversed(WF, ["RDONLY"], true),
  },
  {
    page,
    line: "vtctlclient --server vtctld.host:15999 MoveTables -- --tablet_types=replica --dry_run ReverseTraffic targetkeyspace.workflowname",
    command: reversed(WF, ["REPLICA"], true),
  },
  {
    page,
    line: "vtctlclient --server vtctld.host:15999 MoveTables -- --tablet_types=primary --dry_run ReverseTraffic targetkeyspace.workflowname",
    command: reversed(WF, ["PRIMARY"], true),
  },
  {
    page,
    line: "vtctlclient --server vtctld.host:15999 MoveTables -- --dry_run Complete targetkeyspace.workflowname",
    command: { verb: "complete", name: move(WF), options: COMPLETE_DEFAULTS, dryRun: true, form: false },
  },
  {
    page,
    line: "vtctlclient --server vtctld.host:15999 MoveTables -- Cancel targetkeyspace.workflowname",
    command: { verb: "cancel", name: move(WF), options: CANCEL_DEFAULTS },
  },
];
