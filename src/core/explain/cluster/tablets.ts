import { DIAGNOSE, IN_A_MINUTE, NOTHING_CHANGED, type Rule, STATUS, WORDS } from "../rule/rule.ts";

const ON_OTHERS = "Other shards may have taken the call; look at the status.";

/** What a tablet reports about itself: not ready, not able, or asked for something it does not do. */
export const TABLETS: readonly Rule[] = [
  {
    id: "vreplication-engine",
    match: /vreplication (?:engine )?is clos(?:ed|ing)|engine is (?:still trying to open|shutting down)/,
    meaning: "The tablet does not run streams now: it has just restarted, or is no primary any more.",
    stateLeft: ON_OTHERS,
    retry: "after-looking",
    next: "Wait a minute, look at the status, then try again; if it stays, the shard's primary needs somebody.",
    step: IN_A_MINUTE,
  },
  {
    id: "primary-record-inconsistent",
    match:
      /TopologyServer has inconsistent state for shard primary|cannot lookup primary tablet|failed to get (?:the )?primary tablet for|primaryAlias is nil|empty mysql hostname/,
    meaning: "The topology's record of a shard's primary is not right, as in the middle of a change of primary.",
    stateLeft: ON_OTHERS,
    retry: "after-looking",
    next: "Wait for the change of primary to end, look at the status, then try again.",
    step: STATUS,
  },
  {
    id: "denied-tables-not-applied",
    match:
      /Cannot update denied tables rule|failed to update target denied tables|cannot specify cells for a primary's tablet control|trying to use two different sets of denied tables|cannot safely alter DisableQueryService/,
    meaning: "A tablet or its shard's record did not take the list of denied tables.",
    stateLeft:
      "The record and what tablets do may differ: writes can be denied where they should pass, or pass where they should be denied.",
    retry: "after-looking",
    next: "Diagnose now; if applications cannot write, have whoever runs Vitess refresh the shard's tablets.",
    step: DIAGNOSE,
  },
  {
    id: "query-service",
    match: /SetServingType\(serving=|Cannot start query service/,
    meaning: "A tablet could not begin or end its service of queries.",
    stateLeft: ON_OTHERS,
    retry: "after-looking",
    next: "Have whoever runs Vitess look at that tablet and its MySQL, look at the status, then try again.",
    step: STATUS,
  },
  {
    id: "tables-locked-on-tablet",
    match: /tables already locked on this tablet|tables were not locked/,
    meaning: "Another switch locks tables at the same tablet at this moment.",
    stateLeft: "Vitess undoes this switch by itself; reads may stay switched.",
    retry: "after-looking",
    next: "Wait a minute, look at the status, then try again.",
    step: STATUS,
  },
  {
    id: "streams-record-unreadable",
    match:
      /from vreplication table record|unexpected response to query|vreplication stream received|vreplication stream \d+ not found|insert (?:failed to generate an id|id \S+ out of range)|unexpected number of (?:rows|workflows|columns)|failed to cast vrepl_id|unexpected result (?:for|from)|failed to (?:parse \w+ column|process config options)|checkpoint information not available|in selecting vreplication settings/,
    meaning: "A tablet could not read its own table of streams: somebody changed it by hand, or another release wrote it.",
    stateLeft: ON_OTHERS,
    retry: "after-looking",
    next: "Have a Vitess DBA look at _vt.vreplication of the target's primaries.",
    step: DIAGNOSE,
  },
  {
    id: "unsafe-stream-update",
    match:
      /unsafe WHERE clause in (?:update|delete)|(?:BUG: invalid|unsupported construct|malformed statement|id cannot be changed|not supported by vexec|cannot update immutable column|unsupported query construct)/,
    meaning: "A statement on the table of streams is one that Vitess does not let through.",
    stateLeft: NOTHING_CHANGED,
    retry: "no",
    next: "Tandem sends no such statement: find out whose tool did.",
    step: WORDS,
  },
  {
    id: "stream-permissions",
    match: /permission test(?:ing)?|does not have the required set of permissions/,
    meaning: "Vitess's database user lacks rights on the tables of streams in _vt.",
    stateLeft: "Writes were not switched. Reads stay switched where the same call had switched them.",
    retry: "no",
    next: "Grant vt_filtered its rights, then try again.",
    step: WORDS,
  },
  {
    id: "position-wait",
    match: /WaitSourcePos|WaitForPosition|timed out waiting for position|replication is probably stopped/,
    meaning: "A tablet's replication did not come to the position that was waited for: it is stopped or far behind.",
    stateLeft: "What waited for it came to no end; nothing else was changed.",
    retry: "after-looking",
    next: "Look at the replication of the tablets that the workflow reads from, then try again.",
    step: DIAGNOSE,
  },
  {
    id: "tablet-taken-over",
    match: /tablet record was taken over|unable to verify ownership of tablet/,
    meaning: "Two processes claim to be the same tablet.",
    stateLeft: ON_OTHERS,
    retry: "no",
    next: "Have whoever runs Vitess end one of them.",
    step: WORDS,
  },
  {
    id: "throttler-metric",
    match:
      /(?:^|: )[Nn]o such metric\b|[Mm]etric not collected yet|(?:invalid|unknown|duplicate) metric name|unknown scope: |throttler not open|no app indicated|ReadSelfMySQLThrottleMetric|no such app/,
    meaning: "The throttler has no such metric, or has not read it yet.",
    stateLeft: "A throttler that can read no metric holds streams back.",
    retry: "after-looking",
    next: "Look at the throttler's configuration; right after a tablet's start it passes by itself.",
    step: DIAGNOSE,
  },
  {
    id: "throttler-tablet",
    match: /gRPC error accessing tablet|found nil tablet reference/,
    meaning: "The throttler cannot ask one of the shard's tablets how it is doing.",
    stateLeft: "While that lasts, it may hold streams back.",
    retry: "after-looking",
    next: "Bring that tablet back, or have its record deleted.",
    step: DIAGNOSE,
  },
  {
    id: "tablet-picker",
    match:
      /error picking tablet|creating tablet picker|tablet picker|tablet is not healthy and serving|is either down or nonexistent|could not find tablet/i,
    meaning: "No tablet was found to read from: none of these types and cells is there and healthy.",
    stateLeft: "The stream looks again by itself and copies nothing until it finds one.",
    retry: "yes",
    next: "Bring up such a tablet, or cancel and create the workflow with tablet types and cells that exist.",
    step: DIAGNOSE,
  },
];
