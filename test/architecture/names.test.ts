import { expect, test } from "vitest";
import { unexplainedNames } from "./names.ts";
import { sourcesIn } from "./sources.ts";

/** A verb's row in `core/options`, its words in `command/verbs`, its errors in `core/explain`: whoever greps a verb wants all of them. */
const VERB = "a verb: its options, how it is typed, its errors";
/** `vtctld/typed` and `vtctld/legacy` implement one port; `operations` names what a person wants after the call that does it. */
const CALL = "a call of Vitess, typed and legacy, and the operation that makes it";
const LOCAL = "not exported: the same role in each file that has one";
const ARITHMETIC = "means the same everywhere";

/** The names that several files declare on purpose, each with the reason. */
const REASONS: Readonly<Record<string, string>> = {
  AUDIT: VERB,
  BREAK_GLASS: VERB,
  CALL_OFF: VERB,
  CANCEL: VERB,
  COMPLETE: VERB,
  CREATE: VERB,
  DELETE: VERB,
  FLEET: VERB,
  FOLLOW: VERB,
  FOLLOW_ALL: VERB,
  FREEZE: VERB,
  LIST: VERB,
  MIRROR: VERB,
  OVERRIDE: VERB,
  RESCUE: VERB,
  REVERSE: VERB,
  RULES_GET: VERB,
  RULES_RESTORE: VERB,
  SWITCH: VERB,
  THAW: VERB,
  THROTTLE: VERB,
  UPDATE: VERB,
  VALIDATE: VERB,
  VDIFF: VERB,

  checkThrottler: CALL,
  completeMove: CALL,
  createMove: CALL,
  createVDiff: CALL,
  deleteWorkflow: CALL,
  mirrorTraffic: CALL,
  readLockHolders: CALL,
  readWorkflowStatus: CALL,
  readWorkflows: CALL,
  setRunning: CALL,
  switchTraffic: CALL,
  validateKeyspace: CALL,

  // The slice of the ports that a file's functions take.
  Deps: LOCAL,
  // The flags that a legacy command takes, and the rows of their options.
  FLAGS: LOCAL,
  ROWS: LOCAL,

  SECOND: ARITHMETIC,
  MINUTE: ARITHMETIC,
};

test("a name means one thing, unless it has a reason to stand in several files", () => {
  expect(unexplainedNames(sourcesIn("src", "jobs", "deploy"), REASONS)).toEqual([]);
});

test("a new double is found, and so is a reason that nothing needs any more", () => {
  const sources = ["src/a.ts", "src/b.ts"].map((file) => ({ file, text: "const own = 1;\nexport async function look() {}\n" }));
  expect(unexplainedNames(sources, { own: LOCAL, gone: LOCAL })).toEqual([
    "look is declared in src/a.ts, src/b.ts",
    "gone needs no reason any more",
  ]);
});
