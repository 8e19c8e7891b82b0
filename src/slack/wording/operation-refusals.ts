import type { OperationRefusal } from "../../core/operation/outcome/outcomes.ts";

/** Why Tandem did not execute an approved operation, and what would be right. */
export const OPERATION_REFUSALS = {
  "state-changed": { why: "the workflow is not in the state that was approved", next: "look at the difference, then try again" },
  "preflight-blocked": {
    why: "something that was not there when it was approved stands in the way",
    next: "fix it, or have it overridden, then try again",
  },
  "use-by-passed": { why: "it could not begin while its approval could be used", next: "request it again" },
  "window-missed": {
    why: "it could not begin in its window, or soon enough after the window opened",
    next: "request it again, for the next window",
  },
  "policy-raised": {
    why: "the policy in tandem.yaml asks for more approvals now, or for others, than when it was approved",
    next: "request it again, so that it is decided by the policy as it is now",
  },
  "approver-lost": { why: "somebody who approved is not an approver any more", next: "request it again, so that two approvers decide" },
  "people-unknown-too-long": {
    why: "who is in the approvers' groups could not be read from Slack all the time, so nobody can say whether the approval stands",
    next: "find out why Slack does not tell Tandem who is in the groups, then try again",
  },
  "in-freeze": {
    why: "what it would change was frozen for as long as the approval could be used",
    next: "request it again when the freeze is over; in an emergency break-glass leads back",
  },
  withdrawn: { why: "the request was withdrawn", next: "request it again if it is still wanted" },
  "lag-too-high": { why: "replication lag stayed over its limit", next: "find what causes the lag, then try again" },
  "workflow-missing": { why: "Vitess has no workflow of this name", next: "look at the list of workflows" },
  "still-copying": { why: "tables are still being copied", next: "wait until the copy is finished" },
  "streams-not-running": { why: "not every stream runs", next: "start the workflow, wait until it has caught up, then try again" },
  "stream-never-started": {
    why: "a stream has never found a tablet to read from",
    next: "look for a tablet of the wanted type and cell at the source",
  },
  "no-reverse-workflow": {
    why: "there is no running reverse workflow, so a rollback would lose writes or break the workflow",
    next: "do not reverse; keep traffic where it is and ask your Vitess team",
  },
  "not-switched": { why: "traffic is not switched", next: "nothing has to be switched back; completing needs the switch first" },
  "already-switched": {
    why: "traffic is switched already",
    next: "look at the status, which says whether to finish the switch, reverse or complete",
  },
  "reads-switched": {
    why: "reads are switched, and this release of Vitess refuses to cancel or delete until they are back",
    next: "switch the reads back first: reverse with --tablet-types replica,rdonly",
  },
  "reads-left": {
    why: "writes are switched, and some replica or rdonly reads are still served by the source",
    next: "switch these reads as well, then try again",
  },
  "served-unread": {
    why: "what some cell serves could not be read, so its applications may still use the other side's tables",
    next: "find out which cell of `vtctldclient GetCellInfoNames` does not answer `vtctldclient GetSrvVSchema`; bring its topology back, or remove a cell that is gone with `vtctldclient DeleteCellInfo`; then try again",
  },
  "tenant-stays": {
    why: "Vitess has no call that switches one tenant's writes back, and before Vitess 22 none for its reads",
    next: "from Vitess 22 on its reads alone can go back until the writes are switched, with --tablet-types=REPLICA,RDONLY; else only another move of this tenant leads back",
  },
  "shards-go-together": {
    why: "this move goes shard by shard: the reads and writes of its shards go together, and without PRIMARY Vitess moves nothing",
    next: "request all of its traffic, without --tablet-types",
  },
  "target-denies-writes": {
    why: "the target denies writes to its tables, so the tenants that were moved before cannot write, and neither could this one",
    next: "unblock writes at the target, then try again",
  },
  "writes-denied": {
    why: "writes to these tables are denied where routing sends them, and with the data kept they would stay denied, with nothing left to give them back from",
    next: "unblock writes first, then try again",
  },
  "routed-to-target": {
    why: "routing sends writes to the target, so the source is right to deny them",
    next: "look at the status, and do what it says",
  },
  "switch-unfinished": {
    why: "the last switch of traffic did not come to its end, and the target alone may have what was written since",
    next: "request the same switch again; it picks up where it stopped",
  },
  "mirror-rules-left": {
    why: "mirror rules are left for some of its tables and tablet types and not for others, and Vitess does not switch then",
    next: "remove them with MirrorTraffic at 0 percent, with the tablet types they were made with, then try again",
  },
  "rules-lost": {
    why: "the switch came to its end, yet routing leads back to the source: only the routing rules of the switch fix that",
    next: "restore the routing rules of the switch from a snapshot, which the list of rules names",
  },
  "serving-not-proven": {
    why: "saved and served routing rules differ, and nothing proves that applications can write once the saved ones are served: the denied tables do not say so, or rules of other moves would be served with them",
    next: "have a Vitess DBA compare `vtctldclient GetRoutingRules`, `GetShardRoutingRules` and `GetKeyspaceRoutingRules` with `vtctldclient GetSrvVSchema` of each cell; where all that is saved is right, `vtctldclient RebuildVSchemaGraph` has every cell serve it, which takes no lock; where it is not, restore the right rules from a snapshot, which has them served",
  },
  "serving-not-urgent": {
    why: "applications can write, and serving the saved routing rules would move traffic of cells that do not serve them, perhaps on purpose: a switch with --cells leaves the others",
    next: "if it was on purpose, do nothing; if not, request the switch of that traffic without --cells, on which two people vote; only where that changes nothing have a Vitess DBA run `vtctldclient RebuildVSchemaGraph`, once all that is saved is right",
  },
  "switch-alive": {
    why: "a switch may be under way right now, and takes or gives writes by itself",
    next: "wait three minutes and look again; if the alarm is still there, unblock writes then",
  },
  "nothing-denied": {
    why: "no writes are denied where routing sends them",
    next: "nothing has to be unblocked; look at the status. If applications cannot write all the same, a tablet has not read its record: run `vtctldclient RefreshStateByShard` for each shard",
  },
  "snapshot-missing": {
    why: "the snapshot is not kept any more",
    next: "look at the rules and their snapshots, then request the restore of another one",
  },
  "rules-in-use": {
    why: "steps on other moves of the cluster, which write routing rules too, were under way all the time",
    next: "wait for them to end, then try again",
  },
  "workflow-locked": { why: "another operation holds the workflow's lock", next: "wait for it to end, then try again" },
  unreachable: { why: "no vtctld answered", next: "look at vtctld, then try again" },
} as const satisfies Record<OperationRefusal, { readonly why: string; readonly next: string }>;
