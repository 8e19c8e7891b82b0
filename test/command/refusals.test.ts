import { expect, test } from "vitest";
import { parse } from "../../src/command/parse.ts";
import type { Reason } from "../../src/command/words/refusals.ts";

const CREATE = "create customer.c2c --source-keyspace commerce";

/** For every reason: lines that cause it, and the sentence for each. */
const REFUSALS: Readonly<Record<Reason, readonly (readonly [line: string, text: string])[]>> = {
  "too-long": [
    [
      `${CREATE} --tables ${"t".repeat(16_000)}`,
      "The command is longer than 16000 characters; name fewer tables, or use `--all-tables` with `--exclude-tables`.",
    ],
  ],
  "unclosed-quote": [
    ['status "customer.c2c', "A double quote is opened and never closed; close it, or leave it out."],
    ["status don’t.ask", "A single quote is opened and never closed; close it, or leave it out."],
  ],
  "verb-missing": [["--cluster prod", "The line has options but no verb; begin with one, such as `status`."]],
  "unknown-verb": [
    ["swich customer.c2c", "There is no `swich`; did you mean `switch`?"],
    ["stauts customer.c2c", "There is no `stauts`; did you mean `status`?"],
    ["customer.c2c", "There is no `customer.c2c`; did you mean `status customer.c2c`?"],
    ["vdiff crate customer.c2c", "There is no `vdiff crate`; did you mean `vdiff create`?"],
    ["vtctldclient MoveTables --workflow w --target-keyspace k canel", "There is no `MoveTables canel`; did you mean `MoveTables cancel`?"],
    ["frobnicate", "There is no `frobnicate`; `/movetables help` lists what there is."],
  ],
  "verb-not-ours": [
    [
      "vtctldclient Reshard create",
      "Tandem does not do `Reshard`; it knows `MoveTables`, `Workflow`, `VDiff`, routing rules and the throttler.",
    ],
    [
      "vtctldclient SetShardTabletControl --denied-tables product --remove commerce/0 primary",
      "Tandem does not do `SetShardTabletControl`; `/movetables rescue target_keyspace.workflow` unblocks writes after a switch died.",
    ],
  ],
  "word-missing": [
    ["validate", "validate needs a keyspace."],
    ["vtctlclient MoveTables", "MoveTables needs an action, such as `create`."],
    ["vtctlclient Workflow customer.c2c", "Workflow needs an action, such as `list`."],
    ["throttle customer", "throttle needs an app after the keyspace, such as `vreplication`."],
    ["rules restore", "rules restore needs a snapshot: its id, such as `r-17`, or its label."],
    ["explain", "explain needs the text of Vitess that you want explained."],
    ["override customer.c2c switch", "override needs the findings by their codes, as preflight shows them."],
  ],
  "second-command": [
    [
      "vtctldclient GetRoutingRules > rules.json && rm rules.json",
      "`&&` begins a second command; Tandem takes one command a message, so send one after the other.",
    ],
    [
      "status customer.w1; switch customer.w1",
      "`;` begins a second command; Tandem takes one command a message, so send one after the other.",
    ],
    [
      "/movetables status customer.w1\nstatus customer.w2",
      "`status` begins a second command; Tandem takes one command a message, so send one after the other.",
    ],
  ],
  "action-swallowed": [
    [
      "MoveTables --workflow w1 --target-keyspace show",
      "`show` stands where `--target-keyspace` has its value, so no action is left; give the option its name first.",
    ],
  ],
  "rules-inline": [
    [
      "vtctlclient ApplyRoutingRules -rules '{\"rules\":[]}'",
      "Tandem applies only rules that it saved itself, so that it can show the difference first; save them with `rules save`, put them back with `rules restore`.",
    ],
  ],
  "rules-twice": [
    [
      "vtctldclient ApplyRoutingRules --rules-file a.json --rules $(cat b.json)",
      "`--rules` and `--rules-file` exclude each other; give one of them.",
    ],
  ],
  "mirrors-read-only": [
    ["rules restore r-17 --documents mirrors", "Vitess has no call that writes mirror rules; `mirror` with a percent of 0 ends mirroring."],
  ],
  "nothing-to-update": [
    [
      "update customer.c2c --shards -80",
      "update needs something to change: `--cells`, `--tablet-types`, `--tablet-types-in-order`, `--on-ddl` or `--config-overrides`.",
    ],
  ],
  "unknown-option": [
    ["switch customer.c2c --timout 30s", "switch has no option `--timout`; did you mean `--timeout`?"],
    ["switch customer.c2c --clsuter prod", "switch has no option `--clsuter`; did you mean `--cluster`?"],
    ["list --workflow c2c", "list has no option `--workflow`; `/movetables help list` lists its options."],
    ["start customer.c2c --frobnicate", "start has no option `--frobnicate`; `/movetables help start` lists its options."],
  ],
  "option-not-ours": [
    [
      "vtctldclient ApplyRoutingRules --rules-file a.json --skip-rebuild",
      "Tandem cannot send `--skip-rebuild` and drops nothing by itself; ask again without it if that is what you want.",
    ],
    [
      "vtctldclient UpdateThrottlerConfig --enable commerce",
      "Tandem cannot send `--enable` and drops nothing by itself; ask again without it if that is what you want.",
    ],
  ],
  "no-dry-run": [["cancel customer.c2c --dry-run", "There is no dry run of cancel; leave `--dry-run` out."]],
  "option-missing": [
    ["create customer.c2c --all-tables", "create needs `--source-keyspace`."],
    ["vtctldclient MoveTables --target-keyspace customer show", "show needs `--workflow`."],
  ],
  "option-repeated": [
    [
      "switch customer.c2c --timeout 5s --timeout 6s",
      "`--timeout` is given more than once; give it once, several values with commas between them.",
    ],
    [
      "status customer.c2c --cluster a --cluster a",
      "`--cluster` is given more than once; give it once, several values with commas between them.",
    ],
  ],
  "value-missing": [
    ["switch customer.c2c --timeout", "`--timeout` needs a value after it."],
    ["switch customer.c2c --cells --dry-run", "`--cells` needs a value after it."],
    ["status --cluster", "`--cluster` needs a value after it."],
  ],
  "value-wrong": [
    [
      "switch customer.c2c --window 02:00",
      '`--window` cannot be `02:00`; it takes two times of day and a time zone, such as "02:00-04:00 Europe/Berlin".',
    ],
    [
      'switch customer.c2c --window "02:00-04:00 +02:00"',
      '`--window` cannot be `02:00-04:00 +02:00`; it takes two times of day and a time zone, such as "02:00-04:00 Europe/Berlin".',
    ],
    [
      'complete customer.c2c --window "2:00-04:00 Europe/Berlin"',
      '`--window` cannot be `2:00-04:00 Europe/Berlin`; it takes two times of day and a time zone, such as "02:00-04:00 Europe/Berlin".',
    ],
    [
      'switch customer.c2c --window "02:00-02:00 Europe/Berlin"',
      '`--window` cannot be `02:00-02:00 Europe/Berlin`; it takes two times of day and a time zone, such as "02:00-04:00 Europe/Berlin".',
    ],
    ["switch customer.c2c --timeout 30", "`--timeout` cannot be `30`; it takes a duration such as 30s, 1m30s or 500ms."],
    ["switch customer.c2c --timeout -30s", "`--timeout` cannot be `-30s`; it takes a duration such as 30s, 1m30s or 500ms."],
    ["switch customer.c2c --dry-run=maybe", "`--dry-run` cannot be `maybe`; it takes true or false."],
    ["switch customer.c2c --tablet-types primry", "`--tablet-types` cannot be `primry`; it takes primary, replica and rdonly."],
    [`${CREATE} --all-tables --on-ddl RUN`, "`--on-ddl` cannot be `RUN`; it takes IGNORE, STOP, EXEC or EXEC_IGNORE."],
    ["vdiff create customer.c2c --limit 0", "`--limit` cannot be `0`; it takes a whole number from 1 up."],
    [
      "vdiff create customer.c2c --limit 9223372036854775808",
      "`--limit` cannot be `9223372036854775808`; it takes a whole number from 1 up.",
    ],
    [
      "vdiff create customer.c2c --max-diff-duration 1500ms",
      "`--max-diff-duration` cannot be `1500ms`; it takes whole seconds, such as 30s or 2h.",
    ],
    ["status customer.c2c --cluster a/b", "`--cluster` cannot be `a/b`; it takes the name of a cluster."],
    ["create customer.c2c --source-keyspace a.b --all-tables", "`--source-keyspace` cannot be `a.b`; it takes a keyspace name."],
  ],
  "name-missing": [
    ["vtctlclient SwitchWrites -dry_run", "switch needs the name of the move, as `target_keyspace.workflow`."],
    ["switch --dry-run", "switch needs the name of the move, as `target_keyspace.workflow`."],
  ],
  "name-malformed": [
    [
      "switch customer",
      "`customer` is not the name of a move; write `target_keyspace.workflow`, each of letters, digits, `_` and `-`, at most 64 characters.",
    ],
    [
      "status --workflow 'bad name!' --keyspace customer",
      "`customer.bad name!` is not the name of a move; write `target_keyspace.workflow`, each of letters, digits, `_` and `-`, at most 64 characters.",
    ],
  ],
  "extra-word": [
    [
      `${CREATE} --tables customer corder`,
      "create does not know what to do with `corder`; options start with `--`, and lists have commas between their items.",
    ],
  ],
  "same-keyspace": [
    [
      "create commerce.c2c --source-keyspace commerce --all-tables",
      "`commerce` is both source and target; MoveTables needs two different keyspaces.",
    ],
  ],
  "timeout-too-short": [
    [
      "switch customer.c2c --timeout 999ms",
      "`--timeout` is `999ms`; it must be at least 1s, because below that Vitess answers OK and does nothing.",
    ],
    [
      "reverse customer.c2c --timeout 0",
      "`--timeout` is `0s`; it must be at least 1s, because below that Vitess answers OK and does nothing.",
    ],
  ],
  "tables-missing": [[CREATE, "Create needs to know which tables to move; name them with `--tables`, or move all with `--all-tables`."]],
  "tables-and-all-tables": [
    [`${CREATE} --tables customer --all-tables`, "`--tables` and `--all-tables` exclude each other; give one of them."],
  ],
  "empty-item": [
    [
      `${CREATE} --tables customer,,corder`,
      "`--tables` has an empty item; write the values with one comma between them and none at the ends.",
    ],
    [
      `${CREATE} --tables customer, --cells a`,
      "`--tables` has an empty item; write the values with one comma between them and none at the ends.",
    ],
  ],
  "item-repeated": [[`${CREATE} --tables customer,customer`, "`--tables` names `customer` twice; name it once."]],
  "table-name-wrong": [
    [
      `${CREATE} --tables commerce.customer`,
      "`commerce.customer` cannot be a table name here; write letters, digits, `_`, `$` and `-`, without keyspace and quotes, at most 64 characters.",
    ],
    [
      `${CREATE} --tables ${"t".repeat(65)}`,
      `\`${"t".repeat(59)}…\` cannot be a table name here; write letters, digits, \`_\`, \`$\` and \`-\`, without keyspace and quotes, at most 64 characters.`,
    ],
  ],
  "table-pattern": [[`${CREATE} --tables /c.*/`, "`/c.*/` is a pattern, which MoveTables does not support; write the table names out."]],
  "atomic-copy-needs-all-tables": [
    [
      `${CREATE} --tables customer --atomic-copy`,
      "`--atomic-copy` copies a whole keyspace in one snapshot; it needs `--all-tables`, without `--tables` and `--exclude-tables`.",
    ],
    [
      `${CREATE} --all-tables --exclude-tables customer --atomic-copy`,
      "`--atomic-copy` copies a whole keyspace in one snapshot; it needs `--all-tables`, without `--tables` and `--exclude-tables`.",
    ],
  ],
  contradiction: [
    ["complete customer.c2c --keep-data --rename-tables", "`--rename-tables` and `--keep-data` contradict each other; give one of them."],
    ["complete customer.c2c --drop-tables --keep-data", "`--keep-data` and `--drop-tables` contradict each other; give one of them."],
    [
      "vtctlclient SwitchReads -tablet_types=rdonly -tablet_type=replica customer.c2c",
      "`--tablet-types` and `--tablet-type` contradict each other; give one of them.",
    ],
    ["status prod/customer.c2c --cluster lab", "`prod/customer.c2c` and `--cluster lab` contradict each other; give one of them."],
  ],
  "sample-rows-unlimited": [
    [
      "vdiff create customer.c2c --max-report-sample-rows 0",
      "`--max-report-sample-rows 0` means without limit and would fill the report with row values; give 1 or more.",
    ],
  ],
  "vdiff-missing": [
    ["vdiff stop customer.c2c", "vdiff stop needs the UUID of the VDiff."],
    ["vdiff delete customer.c2c", "vdiff delete needs the UUID of the VDiff, or `all`."],
  ],
  "vdiff-malformed": [
    ["vdiff show customer.c2c 5c1e", "`5c1e` names no VDiff; write `last` or `all` or its UUID."],
    ["vdiff stop customer.c2c last", "`last` names no VDiff; write its UUID."],
  ],
};

const CASES = Object.entries(REFUSALS).flatMap(([reason, lines]) =>
  lines.map(([line, text]) => [line.slice(0, 90), reason, line, text] as const),
);

test.each(CASES)("%s → %s", (_shown, reason, line, text) => {
  expect(parse(line)).toMatchObject({ kind: "refused", reason, text });
});

test.each(CASES)("the example given for %s (%s) is a line that would work", (_shown, _reason, line) => {
  const parsed = parse(line);
  expect(parsed.kind === "refused" && parse(parsed.example).kind).toBe("command");
});

test("an example uses the verb that was meant", () => {
  expect(parse("swich customer.c2c")).toMatchObject({ example: expect.stringMatching(/^\/movetables switch /) });
  expect(parse("vdif customer.c2c")).toMatchObject({ example: expect.stringMatching(/^\/movetables vdiff create /) });
  expect(parse("vtctldclient MoveTables --workflow w --target-keyspace k canel")).toMatchObject({
    example: "/movetables cancel customer.commerce2customer",
  });
  expect(parse("customer.c2c")).toMatchObject({ example: "/movetables status customer.c2c" });
  expect(parse("create commerce.c2c --source-keyspace commerce --all-tables")).toMatchObject({
    example: "/movetables create customer.commerce2customer --source-keyspace commerce --tables customer,corder",
  });
});

test("typed text is cut to 60 characters, and cannot close its own quoting", () => {
  expect(parse("x".repeat(5000))).toMatchObject({ text: `There is no \`${"x".repeat(59)}…\`; \`/movetables help\` lists what there is.` });
  expect(parse("😀".repeat(61))).toMatchObject({
    text: `There is no \`${"😀".repeat(59)}…\`; \`/movetables help\` lists what there is.`,
  });
  expect(parse('status "a`b\nc"')).toMatchObject({ text: expect.stringMatching(/^`a b c` is not the name of a move/) });
});
