import { expect, test } from "vitest";
import type { Verb } from "../../src/core/command/command.ts";
import { HELP, selectHelp } from "../../src/command/help.ts";
import { parse } from "../../src/command/parse.ts";

/** Total: a new verb without help fails here, and a removed verb does not compile. */
const EVERY_VERB: Readonly<Record<Verb, true>> = {
  create: true,
  list: true,
  status: true,
  show: true,
  update: true,
  start: true,
  stop: true,
  "vdiff-create": true,
  "vdiff-show": true,
  "vdiff-stop": true,
  "vdiff-resume": true,
  "vdiff-delete": true,
  mirror: true,
  preflight: true,
  switch: true,
  reverse: true,
  complete: true,
  cancel: true,
  delete: true,
  follow: true,
  unfollow: true,
  "follow-all": true,
  "unfollow-all": true,
  following: true,
  fleet: true,
  handover: true,
  adopt: true,
  "adopt-all": true,
  diagnose: true,
  explain: true,
  audit: true,
  override: true,
  rescue: true,
  "call-off": true,
  freeze: true,
  thaw: true,
  "break-glass": true,
  "break-glass-thaw": true,
  "rules-get": true,
  "rules-save": true,
  "rules-diff": true,
  "rules-restore": true,
  "throttler-show": true,
  "throttler-check": true,
  throttle: true,
  unthrottle: true,
  validate: true,
  tables: true,
  keyspaces: true,
  clusters: true,
  help: true,
};

test("every verb has help, in the order of a move", () => {
  expect(HELP.map(({ verb }) => verb)).toEqual(Object.keys(EVERY_VERB));
});

test.each(HELP)("the example of $typed parses to that verb, and its texts are sentences", ({ verb, example, meaning, options }) => {
  expect(parse(example)).toMatchObject({ kind: "command", command: { verb } });
  for (const sentence of [meaning, ...options.map((option) => option.meaning)]) expect(sentence).toMatch(/^[A-Z].*\.$/);
});

test.each(HELP.filter(({ verb }) => verb !== "help"))("$typed can be asked about, both ways", ({ verb, typed }) => {
  const asked = { kind: "command", command: { verb: "help", topic: verb }, pasted: false, ignored: [] };
  expect(parse(`help ${typed}`)).toEqual(asked);
  expect(parse(`${typed} --help`)).toEqual(asked);
});

test("help on VDiff covers all five of its verbs", () => {
  expect(selectHelp("vdiff").map(({ typed }) => typed)).toEqual([
    "vdiff create",
    "vdiff show",
    "vdiff stop",
    "vdiff resume",
    "vdiff delete",
  ]);
  expect(selectHelp("vdiff-stop").map(({ typed }) => typed)).toEqual(["vdiff stop"]);
  expect(selectHelp("adopt").map(({ typed }) => typed)).toEqual(["adopt"]);
});

test("help on rules and on the throttler covers all of their verbs", () => {
  expect(parse("help rules")).toMatchObject({ command: { verb: "help", topic: "rules" } });
  expect(selectHelp("rules").map(({ typed }) => typed)).toEqual(["rules get", "rules save", "rules diff", "rules restore"]);
  expect(parse("throttler --help")).toMatchObject({ command: { verb: "help", topic: "throttler" } });
  expect(selectHelp("throttler").map(({ typed }) => typed)).toEqual(["throttler show", "throttler check", "throttle", "unthrottle"]);
});

test("an option's help gives its default, and Tandem's own if it differs from the reference client's", () => {
  const [vdiff] = selectHelp("vdiff-create");
  const defaults = Object.fromEntries(vdiff?.options.map(({ name, otherwise }) => [name, otherwise]) ?? []);
  expect(defaults).toMatchObject({
    limit: "no limit",
    "only-pks": "false",
    "max-report-sample-rows": "1",
    "tablet-types": "RDONLY,REPLICA,PRIMARY",
    "filtered-replication-wait-time": "30s",
  });
});

test("help on an unknown verb says that it does not exist", () => {
  expect(parse("help swich")).toMatchObject({ kind: "refused", reason: "unknown-verb" });
});
