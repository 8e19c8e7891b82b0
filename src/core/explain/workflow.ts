import { command, DIAGNOSE, NOTHING, type Rule, STATUS, WORDS } from "./rule.ts";

/** What any call about a workflow can answer. */
export const WORKFLOW: readonly Rule[] = [
  {
    id: "no-reverse-workflow",
    match: /no streams found in keyspace \S+ for \S+_reverse|workflow \S+_reverse not found in keyspace/,
    meaning: "There is no reverse workflow: the traffic was not switched, or was switched without one.",
    stateLeft: NOTHING,
    retry: "no",
    next: "Diagnose; without a running reverse workflow, switching back would lose writes.",
    step: DIAGNOSE,
  },
  {
    id: "no-such-workflow",
    match:
      /no streams found (?:in keyspace|for workflow)|the \S+ workflow does not exist in the|workflow \S+ (?:does not exist|not found in keyspace)/,
    meaning: "Vitess has no such workflow in this keyspace. After Complete and Cancel that is how it should be.",
    stateLeft: NOTHING,
    retry: "no",
    next: "See what there is.",
    step: command("list"),
    variants: [
      {
        to: 17,
        stateLeft:
          "Nothing was changed by this call. On these versions a reverse that failed can have deleted the workflow's record while traffic stays at the target.",
        next: "See what there is; after a failed reverse, read the routing rules before anything else.",
      },
    ],
  },
  {
    id: "streams-mismatched",
    match: /source keyspaces are mismatched across streams|table lists are mismatched across streams/,
    meaning: "The workflow's streams do not belong together: somebody changed them by hand, or two workflows share a name.",
    stateLeft: NOTHING,
    retry: "no",
    next: "Diagnose, and have a Vitess DBA look at the streams.",
    step: DIAGNOSE,
  },
  {
    id: "nothing-to-update",
    match: /no field values provided to update/,
    meaning: "The update names nothing to change.",
    stateLeft: NOTHING,
    retry: "no",
    next: "Name at least one option.",
    step: WORDS,
  },
  {
    id: "routing-not-propagated",
    match: /RebuildSrvVSchema\([^)]*\) failed/,
    meaning: "The routing rules were saved, and not all cells have them yet.",
    stateLeft: "vtgates of some cells still route by the rules of before.",
    retry: "after-looking",
    next: "Have whoever runs Vitess run vtctldclient RebuildVSchemaGraph, then compare the rules.",
    step: WORDS,
  },
  {
    id: "rules-not-readable",
    match: /^proto: (?:syntax error|unexpected EOF)|unexpected end of JSON input/,
    meaning: "The routing rules that were sent are not a JSON document of rules.",
    stateLeft: NOTHING,
    retry: "no",
    next: "Restore a saved snapshot instead of pasting a document.",
    step: WORDS,
  },
  {
    id: "throttler-both-ways",
    match: /--enable and --disable are mutually exclusive/,
    meaning: "The throttler cannot be switched on and off in one call.",
    stateLeft: NOTHING,
    retry: "no",
    next: "Ask for one of the two.",
    step: WORDS,
  },
  {
    id: "no-primary",
    match: /(?:doesn't|does not) have a primary|no primary found|currently has no (?:primary|PRIMARY) tablet/,
    meaning: "A shard has no primary tablet.",
    stateLeft: "Other shards may have taken the call; look at the status.",
    retry: "after-looking",
    next: "Bring up a primary, then try again.",
    step: STATUS,
  },
];
