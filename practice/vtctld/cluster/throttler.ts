import { findTablet, formatAlias, type Cluster, type Keyspace, type Tablet, type TabletAlias } from "./cluster.ts";
import { VtctldError, texts } from "./errors.ts";
import { hang, type Operation } from "./operation.ts";
import type { CheckThrottlerRequest, TabletRequest, UpdateThrottlerConfigRequest } from "./requests.ts";

/** A rule that holds an app back; both times are in milliseconds. */
export interface ThrottledApp {
  name: string;
  ratio: number;
  expiresAt: { seconds: string; nanoseconds: number };
  exempt: boolean;
  /** Tablets notice it a moment later. */
  heardAt: number;
}

/** A keyspace's throttler, as in the topology. */
export interface ThrottlerConfig {
  enabled: boolean;
  threshold: number;
  customQuery: string;
  apps: Map<string, ThrottledApp>;
  /** The value of each metric that a test sets: `mysqld-datadir-used-ratio`, `lag`, … */
  metrics: Map<string, number>;
}

export function createThrottler(): ThrottlerConfig {
  return { enabled: false, threshold: 0, customQuery: "", apps: new Map(), metrics: new Map() };
}

const USUAL_LIMIT = 5;

/** Before it was set, the topology has none. */
function chooseThrottlerLimit({ threshold }: ThrottlerConfig): number {
  return threshold === 0 ? USUAL_LIMIT : threshold;
}

/** As the keyspace's record shows it. */
export function encodeThrottler({ enabled, threshold, customQuery, apps }: ThrottlerConfig): object {
  const rules = [...apps.values()].map(
    ({ name, ratio, exempt, expiresAt }) => [name, { name, ratio, exempt, expires_at: expiresAt }] as const,
  );
  return { enabled, threshold, custom_query: customQuery, throttled_apps: Object.fromEntries(rules) };
}

// Tablets keep what they read for about a second.
const HEARD_AFTER = 1_000;

/** UpdateThrottlerConfig: only what the request says changes. */
export function updateThrottler(operation: Operation, request: UpdateThrottlerConfigRequest): object {
  const { cluster } = operation;
  if (request.enable && request.disable) throw new VtctldError("--enable and --disable are mutually exclusive");
  const keyspace = cluster.keyspaces.get(request.keyspace);
  if (keyspace === undefined) throw new VtctldError(texts.noNode(`/global/keyspaces/${request.keyspace}/`));
  const throttler = (keyspace.throttler ??= createThrottler());
  if (request.enable) throttler.enabled = true;
  if (request.disable) throttler.enabled = false;
  // A query without a threshold removes the threshold.
  if (request.custom_query_set) throttler.customQuery = request.custom_query;
  if (request.custom_query_set || request.threshold > 0) throttler.threshold = request.threshold;
  const rule = request.throttled_app;
  if (rule !== null && rule.name !== "") {
    const now = operation.clock.now();
    const { seconds = "0", nanoseconds = 0 } = rule.expires_at ?? {};
    const heardAt = now + HEARD_AFTER;
    throttler.apps.set(rule.name, {
      name: rule.name,
      ratio: rule.ratio,
      expiresAt: { seconds, nanoseconds },
      exempt: rule.exempt,
      heardAt,
    });
  }
  return {};
}

/** The rule that holds back one of these apps now; a rule has an effect only if the throttler is on. */
export function findThrottlerRule(keyspace: Keyspace | undefined, apps: readonly string[], now: number): ThrottledApp | undefined {
  const throttler = keyspace?.throttler;
  if (throttler?.enabled !== true) return undefined;
  return [...throttler.apps.values()].find(
    (rule) =>
      (apps.includes(rule.name) || rule.name === "all") && !rule.exempt && rule.ratio > 0 && now >= rule.heardAt && !isOver(rule, now),
  );
}

function isOver(rule: ThrottledApp, now: number): boolean {
  return Number(rule.expiresAt.seconds) * 1000 + rule.expiresAt.nanoseconds / 1e6 <= now;
}

async function findTabletOrHang(operation: Operation, alias: TabletAlias | null): Promise<Tablet> {
  const wanted = alias ?? { cell: "", uid: 0 };
  const tablet = findTablet(operation.cluster, wanted);
  if (tablet === undefined) throw new VtctldError(texts.noNode(`/${wanted.cell}/tablets/${formatAlias(wanted)}/Tablet`));
  if (!tablet.alive) await hang(operation.signal);
  return tablet;
}

/** CheckThrottler: may this app go on, on this tablet? If the throttler is off, everybody may. */
export async function checkThrottler(operation: Operation, request: CheckThrottlerRequest): Promise<object> {
  const tablet = await findTabletOrHang(operation, request.tablet_alias);
  const throttler = operation.cluster.keyspaces.get(tablet.keyspace)?.throttler;
  const app = request.app_name;
  const about = { tablet_alias: tablet.alias };
  if (throttler?.enabled !== true) {
    const metrics = { default: { response_code: "OK" } };
    return { ...about, Check: { metrics, summary: " is granted access", response_code: "OK" } };
  }
  // The topology is read at once here, because an operator checks right after a change.
  const rule = findThrottlerRule(operation.cluster.keyspaces.get(tablet.keyspace), [app], operation.clock.now() + HEARD_AFTER);
  const threshold = chooseThrottlerLimit(throttler);
  if (rule !== undefined) {
    const denied = { name: "lag", message: "app denied", scope: "shard", response_code: "APP_DENIED" };
    const summary = `${app} is explicitly denied access`;
    const error = { error: "app denied", message: "app denied", app_name: app, summary, response_code: "APP_DENIED" };
    return { ...about, Check: { ...error, metrics: { lag: denied } } };
  }
  const value = throttler.metrics.get("lag") ?? 0;
  const over = value > threshold;
  const code = over ? "THRESHOLD_EXCEEDED" : "OK";
  const lag = { name: "lag", value, threshold, scope: "shard", response_code: code, ...(over ? { error: "threshold exceeded" } : {}) };
  const summary = over
    ? `${app} is denied access due to shard/lag metric value: ${value} exceeding threshold: ${threshold}`
    : `${app} is granted access`;
  const error = over ? { error: "threshold exceeded", message: `threshold exceeded: lag=${value}` } : {};
  return { ...about, Check: { value, threshold, ...error, metrics: { lag }, app_name: app, summary, response_code: code } };
}

const LAG_QUERY = "select unix_timestamp(now(6))-max(ts/1000000000) as replication_lag from _vt.heartbeat";
const USUAL_METRICS: Readonly<Record<string, { value: number; threshold: number }>> = {
  custom: { value: 0, threshold: 0 },
  history_list_length: { value: 42, threshold: 1_000_000_000 },
  lag: { value: 0.25, threshold: 5 },
  loadavg: { value: 0.635, threshold: 1 },
  "mysqld-datadir-used-ratio": { value: 0.144_230_556_843_115_48, threshold: 0.98 },
  "mysqld-loadavg": { value: 0.69, threshold: 1 },
  threads_running: { value: 4, threshold: 100 },
};
const TEN_YEARS = 10 * 365 * 24 * 3600;

/** GetThrottlerStatus of a tablet; before its throttler was first on, it has measured nothing. */
export async function answerThrottlerStatus(operation: Operation, request: TabletRequest): Promise<object> {
  const tablet = await findTabletOrHang(operation, request.tablet_alias);
  const throttler = operation.cluster.keyspaces.get(tablet.keyspace)?.throttler;
  const now = operation.clock.now();
  const forever = { seconds: String(Math.floor(now / 1000) + TEN_YEARS), nanoseconds: 0 };
  const apps = [...(throttler?.apps.values() ?? [])].filter((rule) => !isOver(rule, now));
  const status = {
    tablet_alias: formatAlias(tablet.alias),
    keyspace: tablet.keyspace,
    shard: tablet.shard,
    is_leader: tablet.type === "PRIMARY" && throttler !== undefined,
    is_open: true,
    is_enabled: throttler?.enabled ?? false,
    // An unused throttler sleeps; streams use the target's all the time, unless a rule sends them away.
    is_dormant: (throttler?.enabled ?? false) && !isAsked(operation.cluster, tablet.keyspace, now),
    lag_metric_query: LAG_QUERY,
    default_threshold: throttler === undefined ? USUAL_LIMIT : chooseThrottlerLimit(throttler),
    metric_name_used_as_default: "lag",
    throttled_apps: {
      "always-throttled-app": { name: "always-throttled-app", ratio: 1, expires_at: forever },
      ...Object.fromEntries(apps.map(({ name, ratio, exempt, expiresAt }) => [name, { name, ratio, exempt, expires_at: expiresAt }])),
    },
    ...measureMetrics(operation.cluster, throttler),
  };
  return { status };
}

function isAsked(cluster: Cluster, keyspace: string, now: number): boolean {
  const shards = [...(cluster.keyspaces.get(keyspace)?.shards.values() ?? [])];
  return shards.some(({ streams }) =>
    streams.some(({ state, timeUpdated }) => (state === "Running" || state === "Copying") && now / 1000 - timeUpdated < 60),
  );
}

function measureMetrics(cluster: Cluster, throttler: ThrottlerConfig | undefined): object {
  if (throttler === undefined) return {};
  const metrics = Object.entries(USUAL_METRICS)
    // Vitess measures the host and MySQL besides lag since 22.
    .filter(([name]) => cluster.version >= 22 || name === "lag" || name === "custom" || name === "threads_running" || name === "loadavg")
    .map(([name, { value, threshold }]) => ({
      name,
      value: throttler.metrics.get(name) ?? value,
      threshold: name === "lag" ? chooseThrottlerLimit(throttler) : threshold,
    }));
  const lag = metrics.find(({ name }) => name === "lag");
  const byScope = ["self", "shard"].flatMap((scope) => [
    [scope, { value: lag?.value ?? 0 }] as const,
    ...metrics.map(({ name, value }) => [`${scope}/${name}`, { value }] as const),
  ]);
  const thresholds = metrics.flatMap(({ name, threshold }) => [[name, threshold] as const, [`inventory/${name}`, threshold] as const]);
  return {
    ...(throttler.enabled ? { aggregated_metrics: Object.fromEntries(byScope) } : {}),
    metric_thresholds: {
      default: chooseThrottlerLimit(throttler),
      "inventory/default": chooseThrottlerLimit(throttler),
      ...Object.fromEntries(thresholds),
    },
  };
}
