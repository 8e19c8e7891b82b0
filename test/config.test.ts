import { expect, test } from "vitest";
import { readConfig } from "../src/config.ts";
import { LEAST, refusalOf, refusedSettings } from "./config/environments.ts";

test("six settings are enough, and everything else has its default", () => {
  expect(readConfig(LEAST)).toEqual({
    slack: { botToken: "xoxb-1-bot", transport: { kind: "socket", appToken: "xapp-1-app" } },
    redisUrl: "redis://127.0.0.1:6379",
    redisWait: { disk: true, replicas: 0 },
    clusters: [
      {
        name: "vitess",
        addresses: ["127.0.0.1:15999"],
        policy: {
          operators: ["U0ANA", "U0BEN", "U0CHO"],
          approvers: ["U0BEN", "U0CHO"],
          rule: { people: 2, requesterCounts: false },
          rules: [],
          limits: {
            approveByMs: 1_800_000,
            useByMs: 900_000,
            soakMs: 300_000,
            rollbackMs: 3_600_000,
            maxLagSeconds: 30,
            vdiffMaxAgeMs: 86_400_000,
            vdiffRequired: true,
            countRows: true,
            holdMs: 900_000,
            createWaitMs: 300_000,
            alarmAfterMs: 300_000,
            alarmAgainMs: 1_800_000,
          },
        },
      },
    ],
    defaultCluster: "vitess",
    channels: new Map(),
    readChannels: [],
    logLevel: "info",
    warnings: [],
  });
});

test("every duration can be set, in Vitess's notation", () => {
  const config = readConfig({
    ...LEAST,
    TANDEM_APPROVE_BY: "1h30m",
    TANDEM_USE_BY: "10m",
    TANDEM_SOAK: "0",
    TANDEM_ROLLBACK_FOR: "2h",
    TANDEM_MAX_LAG: "10s",
    TANDEM_VDIFF_MAX_AGE: "12h",
    TANDEM_HOLD: "1m",
    TANDEM_CREATE_WAIT: "30m",
    TANDEM_ALARM_AFTER: "0",
    TANDEM_ALARM_AGAIN: "1h",
    TANDEM_VDIFF_REQUIRED: "false",
    TANDEM_COUNT_ROWS: "false",
  });
  expect(config.clusters[0]?.policy.limits).toEqual({
    approveByMs: 5_400_000,
    useByMs: 600_000,
    soakMs: 0,
    rollbackMs: 7_200_000,
    maxLagSeconds: 10,
    vdiffMaxAgeMs: 43_200_000,
    vdiffRequired: false,
    countRows: false,
    holdMs: 60_000,
    createWaitMs: 1_800_000,
    alarmAfterMs: 0,
    alarmAgainMs: 3_600_000,
  });
});

test("an empty environment gets everything that is missing at once", () => {
  expect(refusedSettings({})).toEqual(["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "REDIS_URL", "VTCTLD_ADDRESS"]);
});

test("the message names each setting, what is wrong and what would be right, a line each", () => {
  const { message } = refusalOf({ ...LEAST, VTCTLD_ADDRESS: "vtctld", TANDEM_SOAK: "five minutes" });
  expect(message.split("\n")).toEqual([
    "Tandem cannot start with this configuration:",
    '  VTCTLD_ADDRESS is "vtctld"; it takes the gRPC address of vtctld as host:port, several of one cluster with commas between.',
    '  TANDEM_SOAK is "five minutes"; it takes a duration such as 5m; 0 for no wait.',
  ]);
});

test("a wrong secret is never repeated, neither as a value nor inside a URL", () => {
  const { message } = refusalOf({
    ...LEAST,
    SLACK_BOT_TOKEN: "hunter2-bot",
    SLACK_APP_TOKEN: "hunter2-app",
    REDIS_URL: "http://user:hunter2@redis",
    VTCTLD_PASSWORD: "hunter2-vtctld",
  });
  expect(message).not.toContain("hunter2");
  expect(message.split("\n")).toHaveLength(5);
});

test("fewer than two approvals cannot be configured", () => {
  expect(refusedSettings({ ...LEAST, TANDEM_APPROVALS: "1" })).toEqual(["TANDEM_APPROVALS"]);
  expect(readConfig({ ...LEAST, TANDEM_APPROVALS: "3", TANDEM_REQUESTER_COUNTS: "true" }).clusters[0]?.policy.rule).toEqual({
    people: 3,
    requesterCounts: true,
  });
});

test("Tandem starts without operators or approvers, and says what will be refused", () => {
  const config = readConfig({ ...LEAST, TANDEM_OPERATORS: "", TANDEM_APPROVERS: undefined });
  expect(config.warnings).toEqual([
    "TANDEM_OPERATORS is empty: nobody may start, change or ask for anything.",
    "TANDEM_APPROVERS is empty: guarded verbs will be refused.",
  ]);
});

test("one approver where two are needed gets a warning; a group may hold any number", () => {
  expect(readConfig({ ...LEAST, TANDEM_APPROVERS: "U0BEN" }).warnings).toEqual([
    "TANDEM_APPROVERS names fewer than the 2 people that an approval needs: guarded verbs will be refused.",
  ]);
  expect(readConfig({ ...LEAST, TANDEM_APPROVERS: "S0DBAS" }).warnings).toEqual([]);
});

test("people are given by their Slack ids; a handle or a name is refused", () => {
  expect(readConfig({ ...LEAST, TANDEM_APPROVERS: " U0BEN , W0CHO,S0DBAS,U0BEN" }).clusters[0]?.policy.approvers).toEqual([
    "U0BEN",
    "W0CHO",
    "S0DBAS",
  ]);
  expect(refusedSettings({ ...LEAST, TANDEM_APPROVERS: "@ben" })).toEqual(["TANDEM_APPROVERS"]);
  expect(refusedSettings({ ...LEAST, TANDEM_OPERATORS: "U0ANA,,U0BEN" })).toEqual(["TANDEM_OPERATORS"]);
});

test("an unknown log level is refused", () => {
  expect(refusedSettings({ ...LEAST, LOG_LEVEL: "verbose" })).toEqual(["LOG_LEVEL"]);
});
