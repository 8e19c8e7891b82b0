import type { Mistake } from "./problems.ts";
import type { SettingsReader } from "./read.ts";
import type { SettingName } from "./settings.ts";

/** Where the file has each setting that the environment has without a file. */
const IN_FILE: readonly (readonly [SettingName, string])[] = [
  ["VTCTLD_ADDRESS", "clusters.<name>.addresses"],
  ["VTCTLD_CLUSTER", "clusters.<name>"],
  ["VTCTLD_VERSION", "clusters.<name>.version"],
  ["VTCTLD_USERNAME", "clusters.<name>.credentials.username"],
  ["VTCTLD_PASSWORD", "clusters.<name>.credentials.password"],
  ["VTCTLD_PASSWORD_FILE", "clusters.<name>.credentials.passwordFile"],
  ["VTCTLD_CA", "clusters.<name>.tls.ca"],
  ["VTCTLD_CERT", "clusters.<name>.tls.cert"],
  ["VTCTLD_KEY", "clusters.<name>.tls.key"],
  ["VTCTLD_SERVER_NAME", "clusters.<name>.tls.serverName"],
  ["TANDEM_ALARMS", "alarms"],
  ["TANDEM_READ_CHANNELS", "reads.channels"],
  ["TANDEM_OPERATORS", "policy.operators"],
  ["TANDEM_APPROVERS", "policy.approvers"],
  ["TANDEM_APPROVALS", "policy.approvals"],
  ["TANDEM_REQUESTER_COUNTS", "policy.requesterCounts"],
  ["TANDEM_APPROVE_BY", "policy.clocks.approveBy"],
  ["TANDEM_USE_BY", "policy.clocks.useBy"],
  ["TANDEM_SOAK", "policy.clocks.soak"],
  ["TANDEM_ROLLBACK_FOR", "policy.clocks.rollbackFor"],
  ["TANDEM_HOLD", "policy.clocks.hold"],
  ["TANDEM_CREATE_WAIT", "policy.clocks.createWait"],
  ["TANDEM_ALARM_AFTER", "policy.clocks.alarmAfter"],
  ["TANDEM_ALARM_AGAIN", "policy.clocks.alarmAgain"],
  ["TANDEM_MAX_LAG", "policy.limits.maxLag"],
  ["TANDEM_VDIFF_MAX_AGE", "policy.limits.vdiffMaxAge"],
  ["TANDEM_VDIFF_REQUIRED", "policy.limits.vdiffRequired"],
  ["TANDEM_COUNT_ROWS", "policy.limits.countRows"],
];

/**
 * The settings that are set in the environment although a tandem.yaml replaces them. Tandem would have to guess which one holds, and must
 * not guess about a policy.
 */
export function findBesideFile(read: Pick<SettingsReader, "isSet">, referenced: ReadonlySet<string>): readonly Mistake[] {
  return IN_FILE.filter(([setting]) => read.isSet(setting) && !referenced.has(setting)).map(([setting, place]) => ({
    setting,
    wrong: "is set although TANDEM_CONFIG is",
    right: `say it in the file, as ${place}, and leave it out here`,
  }));
}
