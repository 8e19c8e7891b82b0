import { toCommandStep, NOTHING_CHANGED, type Rule, STATUS, WORDS } from "../rule/rule.ts";

/** The topology service and the tablets: what does not exist, and what does not answer. */
export const TOPOLOGY: readonly Rule[] = [
  {
    id: "cell-unknown",
    match: /cells\/\S+\/CellInfo/,
    meaning: "There is no such cell.",
    stateLeft: NOTHING_CHANGED,
    retry: "no",
    next: "Correct the cell's name.",
    step: WORDS,
    // SwitchReads on Vitess 12 checks the cells while it changes the rules.
    variants: [
      {
        verbs: ["switch", "reverse"],
        stateLeft: "Look at the status: some reads may have been switched before the cell was looked for.",
        retry: "after-looking",
      },
    ],
  },
  {
    id: "shard-unknown",
    match:
      /node doesn't exist: \S*keyspaces\/[^/\s]+\/shards\/[^/\s]+\/Shard|shard \S+ not found in keyspace|invalid target found for workflow|no targets found for workflow/,
    meaning: "There is no such shard, or no such keyspace.",
    stateLeft: NOTHING_CHANGED,
    retry: "no",
    next: "Correct the name.",
    step: toCommandStep("keyspaces"),
  },
  {
    id: "tablet-unknown",
    match: /node doesn't exist: \S*\/tablets\//,
    meaning: "There is no such tablet; it may have been deleted a moment ago.",
    stateLeft: NOTHING_CHANGED,
    retry: "yes",
    next: "Try again; if it stays, look at the keyspace's tablets.",
    step: { kind: "again" },
  },
  {
    id: "keyspace-unknown",
    match:
      /node doesn't exist: \S*keyspaces\/|[Kk]eyspace \S+ not found|[Kk]eyspace \S+ (?:does not|doesn't) exist|\S+ keyspace does not exist|keyspace\(\S+\) doesn't exist/,
    meaning: "There is no such keyspace, or it was deleted.",
    stateLeft: NOTHING_CHANGED,
    retry: "no",
    next: "Correct the keyspace's name.",
    step: toCommandStep("keyspaces"),
    issues: [17517, 17729],
    variants: [
      {
        verbs: ["complete", "cancel", "delete"],
        next: "If the source keyspace was deleted on purpose, Vitess 22 and later can complete without it: --ignore-source-keyspace.",
        step: WORDS,
      },
    ],
  },
  {
    id: "keyspace-without-shards",
    match:
      /keyspace \S+ has no (?:serving )?shards|no (?:source )?shards (?:found )?in (?:keyspace|\S+ keyspace)|\S+ has no serving shards|must have one and only one shard/,
    meaning: "The keyspace has no shards.",
    stateLeft: NOTHING_CHANGED,
    retry: "no",
    next: "Correct the keyspace's name, or bring up its tablets.",
    step: toCommandStep("keyspaces"),
  },
  {
    id: "path-unknown",
    match: /has no file contents and no children|error fetching connection to cell|node doesn't exist/,
    meaning: "The topology service has nothing under this name.",
    stateLeft: "What the call had done until then stays; look before it is repeated.",
    retry: "after-looking",
    next: "Look at the status.",
    step: STATUS,
  },
  {
    id: "topology-conflict",
    match: /bad node version: |node already exists: |node not empty: |no update needed: |partial result: |file contents changed between/,
    meaning: "Somebody else changed the same record of the topology service at the same moment.",
    stateLeft: "What the call had done until then stays; look before it is repeated.",
    retry: "after-looking",
    next: "Look at the status, then try again.",
    step: STATUS,
  },
  {
    id: "topology-full",
    match: /server resource exhausted: /,
    meaning: "The topology service takes no more: it is out of space, or a record is too large for it.",
    stateLeft: "What the call had done until then stays; look before it is repeated.",
    retry: "after-looking",
    next: "Have whoever runs Vitess look at the topology service, then look at the status.",
    step: STATUS,
  },
  {
    id: "topology-read-only",
    match: /topology server connection is read-only|no read-only topology implementation/,
    meaning: "This vtctld may read the topology and not write it.",
    stateLeft: NOTHING_CHANGED,
    retry: "no",
    next: "Have whoever installed Tandem name a vtctld that may write.",
    step: WORDS,
  },
  {
    id: "topology-record-unreadable",
    match:
      /\bbad [\w ]+ data\b|unmarshal failed|error (?:unpacking|decoding file)|invalid data found for shard|invalid shard routing rules|bad tablet alias|bad vitess cluster data|data from \S+ is not readable/,
    meaning: "A record of the topology service cannot be read: another release wrote it, or a hand.",
    stateLeft: "What the call had done until then stays; look before it is repeated.",
    retry: "no",
    next: "Have whoever runs Vitess look at the record that the text names.",
    step: WORDS,
  },
  {
    id: "topology-away",
    match:
      /failed to create topo connection|request returned success, but response is missing|lost channel closed|StateAuthFailed|no global cell connection|no such topology implementation|received a non-OK event|watch on \S+ was closed|Watch failed/,
    meaning: "vtctld has lost the topology service, or cannot reach a cell's.",
    stateLeft: "What the call had done until then stays; look before it is repeated.",
    retry: "after-looking",
    next: "Have whoever runs Vitess look at the topology service, then look at the status.",
    step: STATUS,
  },
  {
    id: "topology-silent",
    match: /(?:^|: )(?:deadline exceeded|interrupted): \S*\//,
    meaning: "The topology service did not answer in time.",
    stateLeft: "What the call had done until then stays; look before it is repeated.",
    retry: "after-looking",
    next: "Have whoever runs Vitess look at the topology service, then look at the status.",
    step: STATUS,
  },
  {
    id: "tablet-away",
    match:
      /latest balancer error|tablet is shutdown|no tablet port map|empty tablet hostname|invalid tablet grpc port|code = Unavailable desc|code = DeadlineExceeded desc/,
    meaning: "A tablet of the move does not answer.",
    stateLeft: "Other shards may have taken the call; look at the status.",
    retry: "after-looking",
    next: "Bring the tablet back, look at the status, then try again.",
    step: STATUS,
  },
  {
    id: "tablet-types-unknown",
    match: /failed to parse list of tablet types|unknown TabletType/,
    meaning: "A tablet type is misspelt: in the call, or in the workflow as it was created.",
    stateLeft: "A stream with such a word reads nothing. This call itself changed nothing.",
    retry: "no",
    next: "Name primary, replica or rdonly; a workflow that was created with another word is updated, or cancelled and created again.",
    step: WORDS,
    variants: [
      { verbs: ["vdiff-create"], stateLeft: "No table was compared." },
      { verbs: ["switch", "reverse"], stateLeft: "Nothing was switched by this call.", next: "Name primary, replica or rdonly." },
    ],
  },
];
