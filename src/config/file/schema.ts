import { z } from "zod";
import { ALWAYS_TWO } from "../../core/operation/request/policy.ts";
import { NEWEST_MAJOR, OLDEST_MAJOR } from "../../core/vitess/version.ts";
import {
  defineAddress,
  defineChannel,
  defineClusterName,
  defineDuration,
  defineKeyspace,
  list,
  defineLogin,
  defineFixedMapping,
  defineMapping,
  definePath,
  definePerson,
  definePlace,
  defineRuleName,
  defineOwned,
  defineSecret,
  defineServerName,
  defineNonEmptyList,
  defineWholeNumber,
  defineYesOrNo,
} from "./leaves.ts";
import { PLANNED_FREEZE, QUIET_HOURS, WINDOW } from "./times.ts";
import type { GuardedVerb } from "../../core/move/broken-call.ts";

const MOST_APPROVALS = 20;

// A move and its rollback window are over within a month; the most is a century.
const [LEAST_AUDIT_DAYS, MOST_AUDIT_DAYS] = [30, 36_500];

/** Rescue needs only one operator and no votes. */
const VOTED = ["switch", "reverse", "complete", "cancel", "delete", "restore", "override"] as const satisfies readonly GuardedVerb[];

/** Of an operation's own clocks and limits a rule may set these; the policy's and a rule's read alike. */
const OPERATION_CLOCKS = {
  approveBy: defineDuration("of at least 1s, such as 30m", 1000).optional().describe("A request that is not approved by then ends; 30m."),
  useBy: defineDuration("of at least 1s, such as 15m", 1000).optional().describe("An approval that is not used by then ends; 15m."),
  soak: defineDuration("such as 5m; 0 for no wait", 0).optional().describe("Between switching reads and switching writes; 5m."),
  rollbackFor: defineDuration("such as 1h; 0 for never", 0).optional().describe("How long after a switch rolling back is one press; 1h."),
};

const OPERATION_LIMITS = {
  maxLag: defineDuration("in whole seconds, at least 1s, such as 30s", 1000, 1000)
    .optional()
    .describe("The largest replication lag at which a switch runs; 30s."),
  vdiffMaxAge: defineDuration("of at least 1s, such as 24h", 1000).optional().describe("A VDiff that is older is called old; 24h."),
  vdiffRequired: defineYesOrNo()
    .optional()
    .describe(
      "Whether a switch of writes without a clean, fresh VDiff is stopped (true), or its approvers only warned; true when left out.",
    ),
};

const defineVerbs = () =>
  defineNonEmptyList(z.enum(VOTED, { error: `it takes ${VOTED.join(", ")}` }), "verbs")
    .optional()
    .describe("The verbs that this is about; all when left out.");

const RULE = defineFixedMapping({
  name: defineRuleName().optional().describe("What people read beside the line where it is said which rule spoke."),
  verbs: defineVerbs(),
  keyspaces: defineNonEmptyList(defineKeyspace(), "keyspaces")
    .optional()
    .describe("Moves into or out of these keyspaces; all moves when left out."),
  approvals: defineWholeNumber(1, MOST_APPROVALS)
    .optional()
    .describe("How many people must approve; as in the policy when left out. Never under 2 for switch, complete, restore and override."),
  requesterCounts: defineYesOrNo().optional().describe("Whether the one who asks may be one of them; as in the policy when left out."),
  groups: defineNonEmptyList(definePerson(), "ids of Slack users and user groups")
    .optional()
    .describe("Of each of these at least one must be among those who approve. They must be approvers as well."),
  clocks: defineFixedMapping(OPERATION_CLOCKS).optional().describe("What differs from the policy's clocks."),
  limits: defineFixedMapping(OPERATION_LIMITS).optional().describe("What differs from the policy's limits."),
  windows: defineNonEmptyList(WINDOW, "windows")
    .optional()
    .describe("When a switch or a complete may begin: while all of these are open; until then it waits. At any time when left out."),
}).superRefine(({ verbs, approvals }, context) => {
  const two = (verbs ?? VOTED).filter((verb) => ALWAYS_TWO.includes(verb));
  if (approvals === undefined || approvals >= 2 || two.length === 0) return;
  context.addIssue({ code: "custom", path: ["approvals"], message: `it takes at least 2 for ${two.join(", ")}` });
});

const OWNERS = defineFixedMapping({
  of: defineOwned().describe("A keyspace, or tables of one; a star stands for any characters, or none."),
  people: defineNonEmptyList(definePerson(), "ids of Slack users and user groups").describe(
    "One of these must be among those who approve. They must be approvers as well.",
  ),
  verbs: defineVerbs(),
});

const POLICY = defineFixedMapping({
  operators: list(definePerson(), "ids of Slack users and user groups")
    .optional()
    .describe("Who may start, stop, change and ask for things."),
  approvers: list(definePerson(), "ids of Slack users and user groups")
    .optional()
    .describe("Whose votes count. Empty: what needs approval is refused."),
  approvals: defineWholeNumber(2, MOST_APPROVALS)
    .optional()
    .describe("How many people must approve what no rule is about; 2 when left out."),
  requesterCounts: defineYesOrNo().optional().describe("Whether the one who asks may be one of them; false when left out."),
  rules: list(RULE, "rules").optional().describe("The first one that fits the verb and one of the move's keyspaces speaks."),
  owners: list(OWNERS, "owners")
    .optional()
    .describe("Who owns which tables, as in a CODEOWNERS file: the last entry that fits a table counts."),
  quietHours: QUIET_HOURS.optional().describe(
    "When nobody is reminded of a request; reminders wait for the end. Alarms, requests and answers do not wait. None when left out.",
  ),
  freezes: list(PLANNED_FREEZE, "freezes")
    .optional()
    .describe(
      "When nothing that takes approvals runs: requests stay open and what is approved waits. /movetables freeze does the same at once.",
    ),
  breakGlass: z
    .union([z.literal(false), defineNonEmptyList(definePerson(), "ids of Slack users and user groups")], {
      error: "it takes false, or a list of ids of Slack users and user groups",
    })
    .optional()
    .describe("Who may break the glass: one person alone, for what leads back. false: nobody. Operators and approvers when left out."),
  clocks: defineFixedMapping({
    ...OPERATION_CLOCKS,
    hold: defineDuration("such as 15m; 0 to give up at once", 0)
      .optional()
      .describe(
        "How long an approved operation waits for what may pass by itself (lag, a held lock, approvers that cannot be read, rules in use), " +
          "and at most as long as its approval may be used; 15m.",
      ),
    createWait: defineDuration("of at least 1m, such as 5m", 60_000)
      .optional()
      .describe(
        "How long Tandem waits for vtctld's answer to a create, beside a second for each table; a client that leaves early aborts it; 5m.",
      ),
    alarmAfter: defineDuration("such as 5m; 0 for at once", 0)
      .optional()
      .describe(
        "How long a trouble that applications do not feel lasts (a stalled copy, growing lag, a stream in error) before the operators' " +
          "channel hears of it; 5m.",
      ),
    alarmAgain: defineDuration("such as 30m; 0 for never", 0)
      .optional()
      .describe("How often the operators' channel hears of an alarm again until somebody presses I have it; 30m."),
  }).optional(),
  limits: defineFixedMapping({
    ...OPERATION_LIMITS,
    countRows: defineYesOrNo()
      .optional()
      .describe(
        "Whether Tandem reads InnoDB's row counters during a copy, by fixed statements through ExecuteFetchAsDBA; true when left out.",
      ),
  }).optional(),
});

const CREDENTIALS = defineFixedMapping({
  username: defineLogin(),
  password: defineSecret().optional(),
  passwordFile: definePath().optional().describe("A file with the password alone; read again when it changes."),
}).superRefine(({ password, passwordFile }, context) => {
  if ((password === undefined) !== (passwordFile === undefined)) return;
  context.addIssue({ code: "custom", path: ["passwordFile"], message: "set one of password and passwordFile, and not both" });
});

const TLS = defineFixedMapping({
  ca: definePath().optional().describe("The CA of vtctld's certificate, PEM; the system's CAs when left out."),
  cert: definePath().optional().describe("Tandem's certificate for mTLS, PEM; with key."),
  key: definePath().optional().describe("The key of cert, PEM."),
  serverName: defineServerName().optional(),
}).superRefine(({ cert, key }, context) => {
  if ((cert === undefined) === (key === undefined)) return;
  context.addIssue({ code: "custom", path: [cert === undefined ? "cert" : "key"], message: "set both cert and key, or neither" });
});

const CLUSTER_SETTINGS = defineFixedMapping({
  addresses: defineNonEmptyList(defineAddress(), "addresses of vtctlds").describe("Every vtctld of this cluster, as host:port."),
  version: defineWholeNumber(OLDEST_MAJOR, NEWEST_MAJOR).optional().describe("The release of Vitess; found out when left out."),
  credentials: CREDENTIALS.optional().describe("For vtctld's static authentication."),
  tls: TLS.optional().describe("Its files are read again when they change. Present and empty: TLS with the system's CAs."),
  alarms: defineChannel().optional().describe("Where this cluster's alarms go as well; the file's own alarms when left out."),
  policy: POLICY.optional().describe("What differs from the file's own policy. A list replaces that list."),
});

/** The form of `tandem.yaml`. */
export const CONFIG_FILE = defineFixedMapping({
  default: defineClusterName().optional().describe("The cluster that a command means when it names none; needed when there are several."),
  channels: defineMapping(definePlace(), defineClusterName(), "ids of channels to names of clusters")
    .optional()
    .describe("The cluster that a command means in this channel."),
  alarms: defineChannel().optional().describe("The operators' channel: what is urgent is told there as well."),
  reads: defineFixedMapping({
    channels: defineNonEmptyList(defineChannel(), "ids of channels").describe(
      "Channels where guests and people of other workspaces may give the commands that only read, about every cluster.",
    ),
  })
    .optional()
    .describe("Who may read beyond the members of the workspace; nobody when left out."),
  audit: defineFixedMapping({
    anchors: defineChannel()
      .optional()
      .describe("Where the audit's anchor is posted once a day; a channel that whoever writes to Redis cannot edit."),
    keepDays: defineWholeNumber(LEAST_AUDIT_DAYS, MOST_AUDIT_DAYS)
      .optional()
      .describe("For how many days entries of the audit are kept; for ever when left out."),
  })
    .optional()
    .describe("What is done about the audit of all clusters."),
  policy: POLICY.optional().describe("What holds in every cluster that does not say otherwise."),
  clusters: defineMapping(defineClusterName(), CLUSTER_SETTINGS, "names of clusters to what they are").refine(
    (all) => Object.keys(all).length > 0,
    {
      error: "it takes at least one cluster",
    },
  ),
});

export type WrittenFile = z.output<typeof CONFIG_FILE>;
export type WrittenCluster = z.output<typeof CLUSTER_SETTINGS>;
export type WrittenRule = z.output<typeof RULE>;
export type WrittenPolicy = z.output<typeof POLICY>;

/** The JSON schema for editors, which `deploy/tandem.schema.json` holds. */
export function buildSchemaForEditors(): object {
  return { ...z.toJSONSchema(CONFIG_FILE, { io: "input", target: "draft-7" }), title: "tandem.yaml" };
}
