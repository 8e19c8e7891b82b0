import { expect, test } from "vitest";
import { refusalOf } from "../environments.ts";
import { BESIDE, LEAST_FILE, problemsIn, refusedFile } from "./files.ts";

const PEOPLE = "policy: {operators: [S0DBA], approvers: [S0DBA]}";

test("every problem is reported at once, with its place, what is wrong and what would be right", () => {
  const yaml = `
policy:
  operators: [ana]
  aprovers: [S0DBA]
  approvals: 1
  clocks: {soak: five minutes}
  rules:
    - verbs: [switchtraffic]
      approvals: 2
clusters:
  prod:
    adresses: ["127.0.0.1:15999"]
    version: 25
  staging:
    addresses: [vtctld]
`;
  expect(problemsIn(yaml)).toEqual([
    'policy.operators[0] (tandem.yaml line 3) is "ana"; it takes the id of a Slack user (U… or W…) or user group (S…), not a name or @handle.',
    "policy.approvals (tandem.yaml line 5) is 1; it takes a whole number from 2 to 20.",
    'policy.rules[0].verbs[0] (tandem.yaml line 8) is "switchtraffic"; it takes switch, reverse, complete, cancel, delete, restore, override.',
    'policy.clocks.soak (tandem.yaml line 6) is "five minutes"; it takes a duration such as 5m; 0 for no wait.',
    "policy.aprovers (tandem.yaml line 4) is no setting; did you mean approvers?",
    "clusters.prod.addresses (tandem.yaml line 12) is not set; it takes a list of addresses of vtctlds.",
    "clusters.prod.version (tandem.yaml line 13) is 25; it takes a whole number from 11 to 24.",
    "clusters.prod.adresses (tandem.yaml line 12) is no setting; did you mean addresses?",
    'clusters.staging.addresses[0] (tandem.yaml line 15) is "vtctld"; it takes the gRPC address of a vtctld as host:port.',
  ]);
});

function quiet(hours: string): readonly string[] {
  return problemsIn(`policy: {quietHours: ${hours}}\n${LEAST_FILE}`);
}

test("quiet hours that are not whole, are empty, or in a zone without a name are refused", () => {
  expect(quiet("{from: 10pm, to: 07:00, timeZone: +02:00}")).toEqual([
    'policy.quietHours.from (tandem.yaml line 1) is "10pm"; it takes a time of day from 00:00 to 23:59, such as 22:00.',
    'policy.quietHours.timeZone (tandem.yaml line 1) is "+02:00"; it takes the IANA name of a time zone, such as Europe/Berlin.',
  ]);
  expect(quiet("{from: 22:00, to: 22:00, timeZone: Europe/Berlin}")).toEqual([
    'policy.quietHours.to (tandem.yaml line 1) is "22:00"; it takes another time than from; leave quietHours out to have none.',
  ]);
  expect(quiet("{from: 22:00, to: 07:00, timeZone: Mars/Olympus}")).toEqual([
    'policy.quietHours.timeZone (tandem.yaml line 1) is "Mars/Olympus"; it takes the IANA name of a time zone, such as Europe/Berlin.',
  ]);
  expect(quiet("{from: 22:00}")).toEqual([
    "policy.quietHours.to (tandem.yaml line 1) is not set; it takes a time of day from 00:00 to 23:59, such as 22:00.",
    "policy.quietHours.timeZone (tandem.yaml line 1) is not set; it takes the IANA name of a time zone, such as Europe/Berlin.",
  ]);
});

test("a missing file stops the start", () => {
  expect(refusalOf({ ...BESIDE, TANDEM_CONFIG: "/nowhere/tandem.yaml" }).message).toContain(
    'TANDEM_CONFIG names "/nowhere/tandem.yaml", which cannot be read (ENOENT); it takes the path of a tandem.yaml.',
  );
});

test.each([
  ["", "tandem.yaml is empty; deploy/tandem.example.yaml shows what it takes."],
  ["# nothing but words\n", "tandem.yaml is empty; deploy/tandem.example.yaml shows what it takes."],
  ["clusters: {}", "clusters (tandem.yaml line 1) is not of the right form; it takes at least one cluster."],
  [
    "prod",
    'tandem.yaml (tandem.yaml line 1) is "prod"; it takes a mapping with default, channels, alarms, reads, audit, policy, clusters.',
  ],
  [
    `${LEAST_FILE}\npolicy:\n`,
    "policy (tandem.yaml line 2) is empty; it takes a mapping with operators, approvers, approvals, requesterCounts, rules, owners, quietHours, freezes, breakGlass, clocks, limits.",
  ],
  [
    "clusters: {prod/eu: {addresses: ['h:1']}}",
    "clusters.prod/eu (tandem.yaml line 1) has a name that cannot be; it takes a cluster's name of letters, digits, _ and -.",
  ],
  [
    `${LEAST_FILE}\nchannels: {'#moves': prod}`,
    "channels.#moves (tandem.yaml line 2) has a name that cannot be; it takes the id of a Slack channel or direct message (C…, G… or D…).",
  ],
])("%j is refused with a reason", (yaml, problem) => {
  expect(problemsIn(yaml)).toEqual([problem]);
});

test.each([
  [
    "clusters:\n  prod: {addresses: ['h:1']}\n  prod: {addresses: ['h:2']}",
    "tandem.yaml line 3 has a key that stands there already; keep one of the two.",
  ],
  ["clusters:\n\tprod: {addresses: ['h:1']}", "tandem.yaml line 2 is indented with a tab; YAML takes spaces."],
  ["clusters: {prod: {addresses: ['h:1']}}\n---\ndefault: prod", "tandem.yaml line 2 begins a second document; everything stands in one."],
  ["clusters: {prod: {addresses: ['h:1'}}", "tandem.yaml line 1 is indented wrongly, or leaves a bracket open"],
  ["clusters: !secret hunter2", "tandem.yaml line 1 cannot be read as YAML"],
  ["clusters: *nobody", "tandem.yaml"],
])("broken YAML is refused with its line: %j", (yaml, problem) => {
  expect(problemsIn(yaml)[0]).toContain(problem);
});

test.each([
  "clusters: {prod: {addresses: ['h:1'], credentials: {username: u, password: hunter2}}}",
  "clusters: {prod: {addresses: ['h:1'], credentials: 'u:hunter2'}}",
  "clusters: {prod: {addresses: ['u:hunter2@h:1']}}",
  "clusters: {prod: {addresses: ['h:1'], credentials: {username: u, password: [hunter2]}}}",
  "clusters: {prod: {addresses: ['h:1'], credentials: {username: u, password: \"hunter2}}}",
  "clusters: {prod: {addresses: ['h:1'], credentials: {username: u, password: hunter2: hunter2}}}",
])("a password in the file is refused, and never repeated: %j", (yaml) => {
  expect(refusedFile(yaml).message).not.toContain("hunter2");
});

test("the refusal of a password in the file says where it belongs", () => {
  expect(problemsIn("clusters: {prod: {addresses: ['h:1'], credentials: {username: u, password: hunter2}}}")).toEqual([
    "clusters.prod.credentials.password (tandem.yaml line 1) is not of the right form; " +
      "it takes ${NAME}, for what a variable of the environment holds; or leave it out and set passwordFile.",
  ]);
});

test("half a login, half a pair and a missing reference are refused", () => {
  const yaml = `
${PEOPLE}
clusters:
  prod:
    addresses: ["h:1"]
    credentials: {username: u}
    tls: {cert: a.pem}
`;
  expect(problemsIn(yaml)).toEqual([
    "clusters.prod.credentials.passwordFile (tandem.yaml line 6) is not set; set one of password and passwordFile, and not both.",
    "clusters.prod.tls.key (tandem.yaml line 7) is not set; set both cert and key, or neither.",
  ]);
  const reference = "clusters: {prod: {addresses: ['h:1'], credentials: {username: u, password: '${ABSENT}'}, tls: {ca: absent.pem}}}";
  expect(problemsIn(reference)).toEqual([
    "clusters.prod.credentials.password (tandem.yaml line 1) names ABSENT, which is not set; set ABSENT in the environment.",
    expect.stringMatching(
      /^clusters\.prod\.tls\.ca \(tandem\.yaml line 1\) names ".*\/absent\.pem", which cannot be read \(ENOENT\); name a file/,
    ),
  ]);
});

test("an address belongs to one cluster", () => {
  const yaml = "default: a\nclusters:\n  a: {addresses: ['vtctld:15999']}\n  b: {addresses: ['other:1', 'VTCTLD:15999']}";
  expect(problemsIn(yaml)).toEqual([
    "clusters.b.addresses (tandem.yaml line 4) has VTCTLD:15999, which clusters.a has as well; an address belongs to one cluster.",
  ]);
});

test("one of several clusters must be the default, and every named cluster must exist", () => {
  const clusters = "clusters:\n  prod: {addresses: ['a:1']}\n  staging: {addresses: ['b:1']}";
  expect(problemsIn(clusters)).toEqual([
    "default (tandem.yaml line 1) is not set although there are several clusters; it takes one of prod, staging.",
  ]);
  expect(problemsIn(`default: prd\nchannels: {C0X1: elsewhere}\n${clusters}`)).toEqual([
    'default (tandem.yaml line 1) is "prd", which is no cluster of this file; did you mean prod?',
    'channels.C0X1 (tandem.yaml line 2) is "elsewhere", which is no cluster of this file; it takes one of prod, staging.',
  ]);
});

function withRule(rule: string): string {
  return `policy: {rules: [${rule}]}\n${LEAST_FILE}`;
}

test("no rule lets one person do what needs two, and an empty list means neither all nor none", () => {
  expect(problemsIn(withRule("{verbs: [cancel, complete], approvals: 1}"))).toEqual([
    "policy.rules[0].approvals (tandem.yaml line 1) is 1; it takes at least 2 for complete.",
  ]);
  expect(problemsIn(withRule("{keyspaces: [payments], approvals: 1}"))).toEqual([
    "policy.rules[0].approvals (tandem.yaml line 1) is 1; it takes at least 2 for switch, complete, restore, override.",
  ]);
  expect(problemsIn(withRule("{verbs: [], approvals: 2}"))).toEqual([
    "policy.rules[0].verbs (tandem.yaml line 1) is not of the right form; it takes at least one of verbs, or is left out.",
  ]);
});

test("a setting of the file must not be in the environment as well: which one applies would be a guess", () => {
  expect(problemsIn(LEAST_FILE, { VTCTLD_ADDRESS: "127.0.0.1:15999", TANDEM_APPROVALS: "3" })).toEqual([
    "VTCTLD_ADDRESS is set although TANDEM_CONFIG is; say it in the file, as clusters.<name>.addresses, and leave it out here.",
    "TANDEM_APPROVALS is set although TANDEM_CONFIG is; say it in the file, as policy.approvals, and leave it out here.",
  ]);
});

test("problems in the environment are reported together with those in the file", () => {
  const problems = problemsIn("default: prod", { SLACK_BOT_TOKEN: "", LOG_LEVEL: "loud" });
  expect(problems).toHaveLength(3);
});

test.each(["__proto__: {a: 1}", "constructor: 1", "clusters: {__proto__: {addresses: ['h:1']}}"])("%j adds nothing", (extra) => {
  expect(problemsIn(extra.startsWith("clusters") ? extra : `${extra}\n${LEAST_FILE}`).length).toBeGreaterThan(0);
});
