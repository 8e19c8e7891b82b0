import type { Answer } from "../../core/command/answers.ts";
import type { ClusterName, Keyspace } from "../../core/vitess/names.ts";
import type { Asker, VerbDeps } from "../deps.ts";
import { refuseUnknownKeyspace } from "./look-around.ts";
import { listPrimaries } from "../readings/read-move.ts";
import { refuse } from "../refusals.ts";

/** What the throttler of each shard's primary measures, and which apps it throttles. */
export async function showThrottler(deps: Pick<VerbDeps, "vitess" | "records">, cluster: ClusterName, keyspace: Keyspace): Promise<Answer> {
  const vitess = deps.vitess(cluster);
  const unknown = await refuseUnknownKeyspace(vitess, keyspace);
  if (unknown !== undefined) return unknown;
  const primaries = listPrimaries(await vitess.tablets(keyspace));
  const tablets = await Promise.all(primaries.map(({ alias }) => vitess.throttlerStatus(alias)));
  const known = tablets.filter((one) => one !== undefined);
  return known.length < tablets.length
    ? refuse("throttler-unknown", keyspace)
    : { kind: "throttler", cluster, keyspace, tablets: known, now: await deps.records.now() };
}

/** Checks with the throttler of each shard's primary whether an app may go on. */
export async function checkThrottler(
  deps: Pick<VerbDeps, "vitess">,
  cluster: ClusterName,
  keyspace: Keyspace,
  app: string,
): Promise<Answer> {
  const vitess = deps.vitess(cluster);
  const unknown = await refuseUnknownKeyspace(vitess, keyspace);
  if (unknown !== undefined) return unknown;
  const primaries = listPrimaries(await vitess.tablets(keyspace));
  const checks = await Promise.all(primaries.map(({ alias }) => vitess.throttlerCheck(alias, app)));
  const known = checks.filter((one) => one !== undefined);
  return known.length < checks.length
    ? refuse("throttler-unknown", keyspace)
    : { kind: "throttler-checked", cluster, keyspace, app, checks: known };
}

/** Throttles an app for a while in every shard of a keyspace; ratio 1 stops all of its work. Running it again extends the time. */
export async function throttle(
  deps: Pick<VerbDeps, "vitess" | "records">,
  cluster: ClusterName,
  held: { readonly keyspace: Keyspace; readonly app: string; readonly ratio: number; readonly forMs: number },
  asker: Asker,
): Promise<Answer> {
  const { keyspace, app, ratio, forMs } = held;
  const vitess = deps.vitess(cluster);
  const unknown = await refuseUnknownKeyspace(vitess, keyspace);
  if (unknown !== undefined) return unknown;
  const until = asker.at + forMs;
  await vitess.throttleApp(keyspace, app, ratio, until);
  await deps.records.audit({ kind: "throttled", by: asker.by, facts: { cluster, keyspace, app, ratio, until } });
  // Vitess accepts the rule even if the throttler is off, and then throttles nobody.
  const [primary] = listPrimaries(await vitess.tablets(keyspace));
  const status = primary === undefined ? undefined : await vitess.throttlerStatus(primary.alias);
  const now = await deps.records.now();
  return { kind: "throttled", cluster, keyspace, app, ratio, until, isOff: status?.enabled === false, now };
}

/** Ends the throttling of an app. Harmless if it was not throttled. */
export async function unthrottle(
  deps: Pick<VerbDeps, "vitess" | "records">,
  cluster: ClusterName,
  { keyspace, app }: { readonly keyspace: Keyspace; readonly app: string },
  asker: Asker,
): Promise<Answer> {
  const vitess = deps.vitess(cluster);
  const unknown = await refuseUnknownKeyspace(vitess, keyspace);
  if (unknown !== undefined) return unknown;
  // Vitess removes a rule when it gets one that has expired (docs/facts/throttler.md#lapsed-rule).
  await vitess.throttleApp(keyspace, app, 0, asker.at - 1000);
  await deps.records.audit({ kind: "unthrottled", by: asker.by, facts: { cluster, keyspace, app } });
  return { kind: "unthrottled", cluster, keyspace, app };
}
