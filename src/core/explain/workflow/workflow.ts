import { toCommandStep, DIAGNOSE, NOTHING_CHANGED, type Rule, STATUS, WORDS } from "../rule/rule.ts";

/** Errors that any call about a workflow can return. */
export const WORKFLOW: readonly Rule[] = [
  {
    id: "no-reverse-workflow",
    match: /no streams found in keyspace \S+ for \S+_reverse|workflow \S+_reverse not found in keyspace/,
    meaning: "There is no reverse workflow: the traffic was not switched, or was switched without one.",
    stateLeft: NOTHING_CHANGED,
    retry: "no",
    next: "Diagnose; without a running reverse workflow, switching back would lose writes.",
    step: DIAGNOSE,
  },
  {
    id: "no-such-workflow",
    match:
      /no streams found\b|no replication streams found|the \S+ workflow does not exist in the|workflow \S+ (?:does not exist|not found (?:in keyspace|on))|\S+ workflow not found in the/,
    meaning: "Vitess has no such workflow in this keyspace. After Complete and Cancel that is how it should be.",
    stateLeft: NOTHING_CHANGED,
    retry: "no",
    next: "See what there is.",
    step: toCommandStep("list"),
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
    match:
      /(?:source keyspaces|table lists) are mismatched across streams|multiple (?:source|target) keyspaces for a single workflow|has no source (?:keyspace|shards)|no sources found for workflow|is incorrectly configured|no tables in workflow|inconsistent workflow options/,
    meaning: "The workflow's streams do not belong together: somebody changed them by hand, or two workflows share a name.",
    stateLeft: NOTHING_CHANGED,
    retry: "no",
    next: "Diagnose, and have a Vitess DBA look at the streams.",
    step: DIAGNOSE,
  },
  {
    id: "nothing-to-update",
    match: /no field values provided to update|no updates were provided/,
    meaning: "The update names nothing to change.",
    stateLeft: NOTHING_CHANGED,
    retry: "no",
    next: "Name at least one option.",
    step: WORDS,
  },
  {
    id: "routing-not-propagated",
    match:
      /RebuildSrvVSchema(?:\([^)]*\))?(?: failed| =|:)|(?:GetKeyspaceRoutingRules|GetShardRoutingRules|GetRoutingRules|GetMirrorRules|GetKnownCells|GetKeyspaces) failed/,
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
    stateLeft: NOTHING_CHANGED,
    retry: "no",
    next: "Restore a saved snapshot instead of pasting a document.",
    step: WORDS,
  },
  {
    id: "atomic-copy-not-restarted",
    match: /cannot restart an atomic copy workflow/,
    meaning: "A copy from one snapshot was stopped on its way, and it cannot go on from there.",
    stateLeft: NOTHING_CHANGED,
    retry: "no",
    next: "Cancel the workflow and create it again.",
    step: DIAGNOSE,
  },
  {
    id: "throttler-both-ways",
    match: /--\S+ and --\S+ are mutually exclusive/,
    meaning: "Two options of the call exclude each other.",
    stateLeft: NOTHING_CHANGED,
    retry: "no",
    next: "Ask for one of the two.",
    step: WORDS,
  },
  {
    id: "no-primary",
    match:
      /(?:doesn't|does not)(?: currently)? have a primary|must have a primary for|currently has no (?:primary|PRIMARY) tablet|shard \S+ has no primary\b|shard has no primary: |no primary(?: tablet)? (?:found|in (?:the )?shard|for (?:the )?(?:source |target )?shard)/,
    meaning: "A shard has no primary tablet.",
    stateLeft: "Other shards may have taken the call; look at the status.",
    retry: "after-looking",
    next: "Bring up a primary, then try again.",
    step: STATUS,
  },
];
