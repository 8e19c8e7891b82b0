import type { Keyspace, TabletAlias } from "../../../core/vitess/names.ts";
import type { Instant } from "../../../core/readings/readings.ts";
import { redact } from "../../../core/explain/redact/redact.ts";
import { ignoreFault } from "../../../operations/fault.ts";
import type { ThrottlerCheck, ThrottlerStatus } from "../../../core/readings/throttler.ts";
import type { GetThrottlerStatusResponse__Output as StatusMessage } from "../../wire/generated/tabletmanagerdata/GetThrottlerStatusResponse.ts";
import type { Received, Requests } from "../../wire/messages.ts";
import type { Calls } from "../call/calls.ts";
import { withoutDefaults } from "../call/fields.ts";
import { decodeTime, encodeTime } from "../call/times.ts";
import { encodeAlias } from "./topology.ts";

// Vitess always throttles this app, for its own tests.
const NOBODYS_APP = "always-throttled-app";

export async function readThrottlerStatus(calls: Calls, tablet: TabletAlias): Promise<ThrottlerStatus | undefined> {
  return ignoreFault(async () => {
    const { status = {} } = await calls.read("GetThrottlerStatus", { tablet_alias: encodeAlias(tablet) });
    return {
      tablet,
      shard: status.shard ?? "",
      enabled: status.is_enabled ?? false,
      metrics: decodeMetrics(status),
      throttledApps: Object.values(status.throttled_apps ?? {})
        .filter(({ name }) => name !== NOBODYS_APP)
        .map(({ name = "", ratio = 0, expires_at }) => {
          const expiresAt = decodeTime(expires_at);
          return { name, ratio, ...(expiresAt === undefined ? {} : { expiresAt }) };
        })
        .toSorted(compareNames),
    };
  }, "unsupported");
}

/** Metrics under Vitess' names: `self/lag` for the tablet, `shard/lag` for its whole shard, and the two defaults, `self` and `shard`. */
function decodeMetrics({ aggregated_metrics = {}, metric_thresholds = {} }: Received<StatusMessage>): ThrottlerStatus["metrics"] {
  return Object.entries(aggregated_metrics)
    .map(([name, { value = 0, error = "" }]) => {
      const slash = name.indexOf("/");
      const threshold = metric_thresholds[slash === -1 ? "default" : name.slice(slash + 1)] ?? 0;
      // A metric without a threshold has 0.
      return { name, value, ...(threshold === 0 ? {} : { threshold }), error: redact(error) };
    })
    .toSorted(compareNames);
}

function compareNames(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}

export async function checkThrottler(calls: Calls, tablet: TabletAlias, app: string): Promise<ThrottlerCheck | undefined> {
  return ignoreFault(async () => {
    const alias = encodeAlias(tablet);
    // Our check must not keep heartbeats going that nobody else wants: the reference client skips them as well.
    const { Check: check = {} } = await calls.read("CheckThrottler", {
      tablet_alias: alias,
      app_name: app,
      skip_request_heartbeats: true,
    });
    const { tablets = [] } = await calls.read("GetTablets", { tablet_aliases: [alias] });
    const ok = check.response_code === "OK";
    const reason = [check.summary, check.message, check.error].find((text) => text !== undefined && text !== "") ?? "";
    return { tablet, shard: tablets[0]?.shard ?? "", ok, reason: ok ? "" : redact(reason) };
  }, "unsupported");
}

/** Sends only the rule of this app: anything else in the request would overwrite the keyspace's settings. */
export async function throttleApp(
  calls: Calls,
  keyspace: Keyspace,
  { app, ratio, expiresAt }: { readonly app: string; readonly ratio: number; readonly expiresAt: Instant },
): Promise<void> {
  // A rule that expired long ago releases the app; the reference client sends the same.
  const rule: Requests["UpdateThrottlerConfig"]["throttled_app"] =
    ratio === 0 ? { name: app, expires_at: {} } : withoutDefaults({ name: app, ratio, expires_at: encodeTime(expiresAt) });
  await calls.write("UpdateThrottlerConfig", { keyspace, throttled_app: rule }, calls.deadlines.apply);
}
