import type { FaultKind } from "../../../src/core/explain/rule/fault-kinds.ts";
import { describe, expect, it } from "vitest";
import { explain } from "../../../src/core/explain/explain.ts";
import { type AnswerFacts, renderAnswer } from "../../../src/slack/answer/answer.ts";
import { move, NOW } from "../given.ts";
import { buttons, expectSendable, labels, words } from "../words.ts";

const FACTS: AnswerFacts = { now: NOW, vdiffMaxAgeMs: 24 * 3_600_000 };
const NAME = move().name;
const LOCK = "failed to lock the customer/c2c workflow: deadline exceeded: /vitess/global/internal/named_locks/customer/c2c/locks";

function asked(text: string): ReturnType<typeof renderAnswer> {
  const message = renderAnswer({ kind: "explained", explanation: explain(text, "unexpected") }, FACTS);
  expectSendable(message);
  return message;
}

function failed(doing: string, text: string, kind: FaultKind, line: string): ReturnType<typeof renderAnswer> {
  const explanation = explain(text, kind, { verb: doing, major: 23 });
  const message = renderAnswer({ kind: "fault", doing, explanation, line, move: NAME }, FACTS);
  expectSendable(message);
  return message;
}

describe("/movetables explain", () => {
  it("says what a text means, its words, what it leaves, whether to retry, what is known upstream, and the next step", () => {
    expect(words(asked("cannot remove tables since one or more do not exist in the denylist"))).toBe(
      [
        "*The denied tables are not what Cancel expects (Vitess 20 and earlier).*",
        "`cannot remove tables since one or more do not exist in the denylist`",
        "The target's tables may be dropped already while the workflow is still there.",
        "Look at what is there before you try again.",
        "Known upstream: vitessio/vitess#15963.",
        "*Next:* Look at the status, then cancel with --keep-data.",
        "Command: `/movetables cancel keyspace.workflow --keep-data`",
      ].join("\n"),
    );
  });

  it("offers no button for an unknown move, and one for a command that needs no move", () => {
    expect(labels(asked(LOCK))).toEqual([]);
    expect(labels(asked("keyspace nosuch not found"))).toEqual(["Keyspaces"]);
  });

  it("shows an unknown text as it is, and says that it is unknown", () => {
    const said = words(asked("the flux capacitor is empty"));
    expect(said).toContain("an error that Tandem does not know yet");
    expect(said).toContain("`the flux capacitor is empty`");
  });

  it("shows no value of a row", () => {
    const said = words(
      asked("Duplicate entry 'ana@example.com' for key 'people.mail' (errno 1062) during query: insert into people values ('ana')"),
    );
    expect(said).toContain("Duplicate entry '…' for key 'people.mail'");
    expect(said).not.toMatch(/ana/);
  });
});

describe("a command that failed", () => {
  it("behind a lock has the requester's own line as a button, and a diagnosis", () => {
    const line = "vdiff create customer.commerce2customer --tables corder";
    const message = failed("vdiff-create", LOCK, "busy", line);
    expect(labels(message)).toEqual(["Try again", "Diagnose"]);
    expect(buttons(message)[0]).toMatchObject({ value: line, action_id: "command:vdiff-create" });
  });

  it("with wrong words has no button: people must change them", () => {
    expect(labels(failed("create", "no tables to move", "refused", "create customer.c2c --source-keyspace commerce --tables x"))).toEqual(
      [],
    );
  });

  it("whose next step is another command has that one, with the move in it", () => {
    const message = failed(
      "vdiff-resume",
      "no completed or stopped vdiff found for UUID x on tablet y",
      "refused",
      "vdiff resume customer.c2c x",
    );
    expect(labels(message)).toEqual(["Compare again", "Diagnose"]);
    expect(buttons(message)[0]?.value).toBe("vdiff create prod/customer.commerce2customer");
  });

  it("has no button for a line that is too long for one, because a cut line would do something else", () => {
    const line = `vdiff create customer.c2c --tables ${"a".repeat(2_000)}`;
    expect(labels(failed("vdiff-create", LOCK, "busy", line))).toEqual(["Diagnose"]);
  });
});
