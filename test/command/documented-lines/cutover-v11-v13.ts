import { CANCEL_DEFAULTS, COMPLETE_DEFAULTS } from "../../../src/core/options/options.ts";
import { asV1, created, type DocumentedLine, keyspace, move, type Page, reversed, switched } from "./documented-line.ts";

const page: Page = { title: "Cutover Steps and Troubleshooting", oldest: 11, newest: 13 };

const ALL = ["PRIMARY", "REPLICA", "RDONLY"] as const;
const WF = "targetkeyspace.workflowname";
const BACK = "sourcekeyspace.workflowname_reverse";
const TABLES = ["table1", "table2", "table3"];
const NOT_WRITTEN = "No file is written: the rules are saved in Tandem, as the snapshot";
const NOT_READ = "No file is read: what is meant is the snapshot that Tandem saved as";

export const CUTOVER_V11_V13: readonly DocumentedLine[] = [
  {
    page,
    line: "vtctlclient -server vtctld.host:15999 GetRoutingRules > /var/tmp/routingrules.backup.json",
    command: { verb: "rules-save", label: "routingrules.backup.json" },
    said: `${NOT_WRITTEN} \`routingrules.backup.json\`.`,
  },
  {
    page,
    line: "vtctlclient -server vtctld.host:15999 MoveTables -source sourcekeyspace -tables 'table1,table2,table3' Create targetkeyspace.workflowname",
    command: created(WF, "sourcekeyspace", TABLES),
  },
  {
    page,
    line: "vtctlclient -server vtctld.host:15999 Workflow targetkeyspace listall",
    command: { verb: "list", keyspace: keyspace("targetkeyspace") },
  },
  {
    page,
    line: "vtctlclient -server vtctld.host:15999 MoveTables Progress targetkeyspace.workflowname",
    command: { verb: "status", name: move(WF) },
  },
  {
    page,
    line: "vtctlclient -server vtctld.host:15999 Workflow targetkeyspace.workflowname show",
    command: { verb: "show", name: move(WF) },
  },
  {
    page,
    line: "vtctlclient -server vtctld.host:15999 MoveTables -workflow=workflowname sourcekeyspace targetkeyspace table1,table2,table3",
    command: created(WF, "sourcekeyspace", TABLES, true),
  },
  {
    page,
    line: "vtctlclient -server vtctld.host:15999 Workflow targetkeyspace.workflowname stop",
    command: { verb: "stop", name: move(WF), shards: [] },
  },
  {
    page,
    line: "vtctlclient -server vtctld.host:15999 Workflow targetkeyspace.workflowname delete",
    command: { verb: "delete", name: move(WF), options: CANCEL_DEFAULTS },
  },
  { page, line: "vtctlclient … Workflow targetkeyspace.workflowname show", command: { verb: "show", name: move(WF) } },
  { page, line: "vtctlclient … Workflow targetkeyspace.workflowname start", command: { verb: "start", name: move(WF), shards: [] } },
  { page, line: "vtctlclient … Workflow targetkeyspace.workflowname stop", command: { verb: "stop", name: move(WF), shards: [] } },
  {
    page,
    line: "vtctlclient … Workflow targetkeyspace.workflowname delete",
    command: { verb: "delete", name: move(WF), options: CANCEL_DEFAULTS },
  },
  {
    page,
    line: "vtctlclient -server ...  GetRoutingRules > /path/to/save/routingrules.json",
    command: { verb: "rules-save", label: "routingrules.json" },
    said: `${NOT_WRITTEN} \`routingrules.json\`.`,
  },
  {
    page,
    line: "vtctlclient -server ...  ApplyRoutingRules -rules=($cat /path/to/save/routingrules.json) -dry-run",
    command: { verb: "rules-restore", snapshot: "routingrules.json", documents: ["tables"], whole: true, dryRun: true },
    said: `${NOT_READ} \`routingrules.json\`.`,
  },
  {
    page,
    line: "vtctlclient -server ...  ApplyRoutingRules -rules=($cat /path/to/save/routingrules.json)",
    command: { verb: "rules-restore", snapshot: "routingrules.json", documents: ["tables"], whole: true, dryRun: false },
    said: `${NOT_READ} \`routingrules.json\`.`,
  },
  {
    page,
    line: "MoveTables --SwitchTraffic",
    reason: "This only names the action in a sentence; a command needs the move's name after it.",
  },
  {
    page,
    line: "vtctlclient -server vtctld.host:15999 MoveTables -dry_run SwitchTraffic targetkeyspace.workflowname",
    command: switched(WF, ALL, true),
  },
  {
    page,
    line: "vtctlclient -server vtctld.host:15999 MoveTables -tablet_types=rdonly -dry_run SwitchTraffic targetkeyspace.workflowname",
    command: switched(WF, ["RDONLY"], true),
  },
  {
    page,
    line: "vtctlclient -server vtctld.host:15999 MoveTables -tablet_types=replica -dry_run SwitchTraffic targetkeyspace.workflowname",
    command: switched(WF, ["REPLICA"], true),
  },
  {
    page,
    line: "vtctlclient -server vtctld.host:15999 MoveTables -tablet_types=primary -dry_run SwitchTraffic targetkeyspace.workflowname",
    command: switched(WF, ["PRIMARY"], true),
  },
  {
    page,
    line: "$ vtctlclient -server localhost:15999 MoveTables -tablet_types=rdonly -dry_run SwitchTraffic targetkeyspace.workflowname",
    command: switched(WF, ["RDONLY"], true),
  },
  {
    page,
    line: "vtctlclient -server vtctld.host:15999 SwitchReads -tablet_type=rdonly targetkeyspace.workflowname",
    command: asV1(switched(WF, ["RDONLY"], false)),
  },
  {
    page,
    line: "vtctlclient -server vtctld.host:15999 SwitchReads -tablet_type=replica targetkeyspace.workflowname",
    command: asV1(switched(WF, ["REPLICA"], false)),
  },
  {
    page,
    line: "$ vtctlclient -server localhost:15999 SwitchReads -tablet_type=rdonly -reverse -dry_run targetkeyspace.workflowname",
    command: asV1(reversed(WF, ["RDONLY"], true)),
  },
  {
    page,
    line: "$ vtctlclient -server localhost:15999 SwitchWrites -dry_run targetkeyspace.workflowname",
    command: asV1(switched(WF, ["PRIMARY"], true)),
  },
  {
    page,
    line: "$ vtctlclient -server localhost:15999 Workflow show targetkeyspace.workflowname",
    command: { verb: "show", name: move(WF) },
  },
  {
    page,
    line: "MoveTables --ReverseTraffic",
    reason: "This only names the action in a sentence; a command needs the move's name after it.",
  },
  {
    page,
    line: "vtctlclient -server vtctld.host:15999 MoveTables -dry_run ReverseTraffic targetkeyspace.workflowname",
    command: reversed(WF, ALL, true),
  },
  {
    page,
    line: "vtctlclient -server vtctld.host:15999 MoveTables -tablet_types=rdonly -dry_run ReverseTraffic targetkeyspace.workflowname",
    command: reversed(WF, ["RDONLY"], true),
  },
  {
    page,
    line: "vtctlclient -server vtctld.host:15999 MoveTables -tablet_types=replica -dry_run ReverseTraffic targetkeyspace.workflowname",
    command: reversed(WF, ["REPLICA"], true),
  },
  {
    page,
    line: "vtctlclient -server vtctld.host:15999 MoveTables -tablet_types=primary -dry_run ReverseTraffic targetkeyspace.workflowname",
    command: reversed(WF, ["PRIMARY"], true),
  },
  {
    page,
    line: "vtctlclient -server localhost:15999 SwitchReads -tablet_type=rdonly -dry_run sourcekeyspace.workflowname_reverse",
    command: asV1(switched(BACK, ["RDONLY"], true)),
    onTheMove: asV1(reversed(WF, ["RDONLY"], true)),
  },
  {
    page,
    line: "vtctlclient -server localhost:15999 SwitchReads -tablet_type=replica -dry_run sourcekeyspace.workflowname_reverse",
    command: asV1(switched(BACK, ["REPLICA"], true)),
    onTheMove: asV1(reversed(WF, ["REPLICA"], true)),
  },
  {
    page,
    line: "vtctlclient -server vtctld.host:15999 SwitchReads -tablet_type=rdonly -reverse targetkeyspace.workflowname",
    command: asV1(reversed(WF, ["RDONLY"], false)),
  },
  {
    page,
    line: "vtctlclient -server vtctld.host:15999 SwitchReads -tablet_type=replica -reverse targetkeyspace.workflowname",
    command: asV1(reversed(WF, ["REPLICA"], false)),
  },
  {
    page,
    line: "$ vtctlclient -server localhost:15999 SwitchReads -tablet_type=rdonly -dry_run sourcekeyspace.workflowname_reverse",
    command: asV1(switched(BACK, ["RDONLY"], true)),
    onTheMove: asV1(reversed(WF, ["RDONLY"], true)),
  },
  {
    page,
    line: "$ vtctlclient -server localhost:15999 SwitchReads -tablet_type=replica -dry_run sourcekeyspace.workflowname_reverse",
    command: asV1(switched(BACK, ["REPLICA"], true)),
    onTheMove: asV1(reversed(WF, ["REPLICA"], true)),
  },
  {
    page,
    line: "vtctlclient -server vtctld.host:15999 SwitchWrites sourcekeyspace.workflowname_reverse",
    command: asV1(switched(BACK, ["PRIMARY"], false)),
    onTheMove: asV1(reversed(WF, ["PRIMARY"], false)),
  },
  {
    page,
    line: "$ vtctlclient -server localhost:15999 SwitchWrites -dry_run sourcekeyspace.workflowname_reverse",
    command: asV1(switched(BACK, ["PRIMARY"], true)),
    onTheMove: asV1(reversed(WF, ["PRIMARY"], true)),
  },
  { page, line: "MoveTables --Complete", reason: "This only names the action in a sentence; a command needs the move's name after it." },
  {
    page,
    line: "vtctlclient -server vtctld.host:15999 MoveTables -dry_run Complete targetkeyspace.workflowname",
    command: { verb: "complete", name: move(WF), options: COMPLETE_DEFAULTS, dryRun: true, form: false },
  },
  { page, line: "MoveTables --Cancel", reason: "This only names the action in a sentence; a command needs the move's name after it." },
  {
    page,
    line: "vtctlclient -server vtctld.host:15999 MoveTables Cancel targetkeyspace.workflowname",
    command: { verb: "cancel", name: move(WF), options: CANCEL_DEFAULTS },
  },
  {
    page,
    line: "vtctlclient -server vtctld.host:15999 DropSources targetkeyspace.workflowname",
    command: { verb: "complete", name: move(WF), options: { ...COMPLETE_DEFAULTS, v1: true }, dryRun: false, form: false },
  },
  {
    page,
    line: "vtctlclient -server vtctld.host:15999 DropSources sourcekeyspace.workflowname_reverse",
    command: { verb: "complete", name: move(BACK), options: { ...COMPLETE_DEFAULTS, v1: true }, dryRun: false, form: false },
    onTheMove: { verb: "cancel", name: move(WF), options: CANCEL_DEFAULTS },
  },
];
