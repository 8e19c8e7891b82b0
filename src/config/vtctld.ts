import { isClusterName } from "../core/vitess/names.ts";
import { toChannelId } from "../core/people/people.ts";
import { DEFAULT_LIMITS, type Limits, type Policy } from "../core/operation/request/policy.ts";
import { type ClusterConfig, listClusterWarnings, type Installed } from "./cluster.ts";
import type { SettingsReader } from "./read.ts";

const DEFAULT_NAME = "vitess";
/** The fewest approvals for a guarded verb; configuration can only raise it. */
export const FEWEST_APPROVALS = 2;
const SETTING_NAMES = { password: "VTCTLD_PASSWORD", tls: "VTCTLD_CA", operators: "TANDEM_OPERATORS", approvers: "TANDEM_APPROVERS" };

/** The one cluster of an installation without a tandem.yaml. Undefined if something is missing or wrong, which the reader then records. */
export function readOneCluster(read: SettingsReader, warn: (warning: string) => void): Installed | undefined {
  const addresses = read.required("VTCTLD_ADDRESS");
  const name = read.optional("VTCTLD_CLUSTER") ?? DEFAULT_NAME;
  const version = read.optional("VTCTLD_VERSION");
  const alarms = read.optional("TANDEM_ALARMS");
  const credentials = readCredentials(read);
  const tls = readTls(read);
  const policy = readPolicy(read);
  const readChannels = read.optional("TANDEM_READ_CHANNELS") ?? [];
  if (addresses === undefined || !isClusterName(name)) return undefined;
  const cluster: ClusterConfig = {
    name,
    addresses,
    ...(version === undefined ? {} : { version }),
    ...(credentials === undefined ? {} : { credentials }),
    ...(tls === undefined ? {} : { tls }),
    policy,
    ...(alarms === undefined ? {} : { alarms: toChannelId(alarms) }),
  };
  for (const warning of listClusterWarnings(cluster, SETTING_NAMES)) warn(warning);
  return { clusters: [cluster], defaultCluster: name, channels: new Map(), readChannels };
}

function readCredentials(read: SettingsReader): ClusterConfig["credentials"] {
  const username = read.optional("VTCTLD_USERNAME");
  const password = read.file("VTCTLD_PASSWORD_FILE", "secret") ?? read.optional("VTCTLD_PASSWORD");
  if (read.isSet("VTCTLD_PASSWORD_FILE")) {
    if (read.isSet("VTCTLD_PASSWORD"))
      read.problem({ setting: "VTCTLD_PASSWORD_FILE", wrong: "is set although VTCTLD_PASSWORD is", right: "set one of the two" });
    refuseHalf(read, "VTCTLD_USERNAME", "VTCTLD_PASSWORD_FILE");
  } else refuseHalf(read, "VTCTLD_USERNAME", "VTCTLD_PASSWORD");
  return username === undefined || password === undefined ? undefined : { username, password };
}

function readTls(read: SettingsReader): ClusterConfig["tls"] {
  const ca = read.file("VTCTLD_CA", "pem");
  const cert = read.file("VTCTLD_CERT", "pem");
  const key = read.file("VTCTLD_KEY", "pem");
  const serverName = read.optional("VTCTLD_SERVER_NAME");
  refuseHalf(read, "VTCTLD_CERT", "VTCTLD_KEY");
  if (ca === undefined && cert === undefined && key === undefined && serverName === undefined) return undefined;
  return {
    ...(ca === undefined ? {} : { ca }),
    ...(cert === undefined ? {} : { cert }),
    ...(key === undefined ? {} : { key }),
    ...(serverName === undefined ? {} : { serverName }),
  };
}

function readPolicy(read: SettingsReader): Policy {
  return {
    operators: read.optional("TANDEM_OPERATORS") ?? [],
    approvers: read.optional("TANDEM_APPROVERS") ?? [],
    rule: {
      people: read.optional("TANDEM_APPROVALS") ?? FEWEST_APPROVALS,
      requesterCounts: read.optional("TANDEM_REQUESTER_COUNTS") ?? false,
    },
    rules: [],
    limits: readLimits(read),
  };
}

function readLimits(read: SettingsReader): Limits {
  const maxLagMs = read.optional("TANDEM_MAX_LAG");
  return {
    approveByMs: read.optional("TANDEM_APPROVE_BY") ?? DEFAULT_LIMITS.approveByMs,
    useByMs: read.optional("TANDEM_USE_BY") ?? DEFAULT_LIMITS.useByMs,
    soakMs: read.optional("TANDEM_SOAK") ?? DEFAULT_LIMITS.soakMs,
    rollbackMs: read.optional("TANDEM_ROLLBACK_FOR") ?? DEFAULT_LIMITS.rollbackMs,
    maxLagSeconds: maxLagMs === undefined ? DEFAULT_LIMITS.maxLagSeconds : maxLagMs / 1000,
    vdiffMaxAgeMs: read.optional("TANDEM_VDIFF_MAX_AGE") ?? DEFAULT_LIMITS.vdiffMaxAgeMs,
    vdiffRequired: read.optional("TANDEM_VDIFF_REQUIRED") ?? DEFAULT_LIMITS.vdiffRequired,
    countRows: read.optional("TANDEM_COUNT_ROWS") ?? DEFAULT_LIMITS.countRows,
    holdMs: read.optional("TANDEM_HOLD") ?? DEFAULT_LIMITS.holdMs,
    createWaitMs: read.optional("TANDEM_CREATE_WAIT") ?? DEFAULT_LIMITS.createWaitMs,
    alarmAfterMs: read.optional("TANDEM_ALARM_AFTER") ?? DEFAULT_LIMITS.alarmAfterMs,
    alarmAgainMs: read.optional("TANDEM_ALARM_AGAIN") ?? DEFAULT_LIMITS.alarmAgainMs,
  };
}

/** Two settings that need each other. */
function refuseHalf(
  read: SettingsReader,
  first: "VTCTLD_USERNAME" | "VTCTLD_CERT",
  second: "VTCTLD_PASSWORD" | "VTCTLD_PASSWORD_FILE" | "VTCTLD_KEY",
): void {
  if (read.isSet(first) === read.isSet(second)) return;
  const [set, missing] = read.isSet(first) ? [first, second] : [second, first];
  read.problem({ setting: missing, wrong: `is not set although ${set} is`, right: "set both, or neither" });
}
