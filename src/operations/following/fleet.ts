import type { Answer } from "../../core/command/answers.ts";
import type { ClusterName } from "../../core/vitess/names.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { refuse } from "../refusals.ts";
import { changeSubscriptions } from "./change-subscriptions.ts";
import { forgetClosedChannel } from "./follow-pattern.ts";

type FleetDeps = Pick<VerbDeps, "records" | "jobs">;

/** Keeps one message about all moves of a cluster in the asker's channel. A channel has one: another cluster's takes its place. */
export async function showFleet(deps: FleetDeps, cluster: ClusterName, { channel, by, at }: Asker): Promise<Answer> {
  const before = await changeSubscriptions(deps, channel, (current) => ({
    write: { ...current, fleet: { cluster, by, at } },
    result: current.fleet,
  }));
  await forgetClosedChannel(deps, channel);
  await deps.jobs.ask({ job: "publish-fleet", channel });
  const isOther = before !== undefined && before.cluster !== cluster;
  return { kind: "fleet", cluster, ...(isOther ? { instead: before.cluster } : {}) };
}

/** Gives that message up. */
export async function endFleet(deps: FleetDeps, cluster: ClusterName, { channel }: Asker): Promise<Answer> {
  const ended = await changeSubscriptions(deps, channel, ({ fleet, ...rest }) =>
    fleet === undefined ? { result: undefined } : { write: rest, result: fleet },
  );
  if (ended === undefined) return refuse("no-fleet", cluster);
  await deps.jobs.ask({ job: "publish-fleet", channel });
  return { kind: "fleet-ended", cluster: ended.cluster };
}
