/** A row of the table of faults: what is broken, and in which test files, beside this one or by their path in `test/`. */
export interface FaultRow {
  readonly row: number;
  readonly fault: string;
  readonly files: readonly string[];
}

/** `README.md` says what each of them tries, and what none does. */
export const FAULT_ROWS: readonly FaultRow[] = [
  {
    row: 1,
    fault: "workers killed and frozen",
    files: [
      "killed-worker",
      "killed-restore",
      "killed-publisher",
      "late-calls",
      "frozen-vtctld",
      "stopped-worker",
      "stopping",
      "silence",
      "completed-while-read",
      "waiting-for-window",
    ],
  },
  {
    row: 2,
    fault: "apps killed between click, write and acknowledgement",
    files: ["killed-app", "votes-of-killed-apps", "unanswered-command"],
  },
  { row: 3, fault: "many people at once", files: ["at-once", "contending-clicks", "many-looks"] },
  { row: 4, fault: "envelopes doubled, repeated, late", files: ["envelopes"] },
  {
    row: 5,
    fault: "Redis away, full, read-only, failing over, emptied, older",
    files: ["redis-alone", "redis-failover", "lost-store", "canaries"],
  },
  { row: 6, fault: "vtctld slow, cut off, half-open", files: ["switch-cut-off", "lost-client", "vtctld-trouble"] },
  { row: 7, fault: "Slack limits, fails, is gone, refuses", files: ["slack-away"] },
  { row: 8, fault: "clocks that disagree", files: ["clocks"] },
  {
    row: 9,
    fault: "the move changes meanwhile",
    files: ["acceptance/one-truth/row-05-approved-facts", "acceptance/one-truth/row-02-traffic"],
  },
  { row: 10, fault: "the last release beside this version", files: ["two-releases"] },
  { row: 11, fault: "a group that fails, shrinks, is deleted", files: ["acceptance/one-truth/row-07-members"] },
  { row: 12, fault: "fifty moves under random faults", files: ["soak/soak"] },
];

/** The path in `test/` of a file of a row. */
export function toTestPath(file: string): string {
  return `${file.startsWith("acceptance/") ? file : `faults/${file}`}.test.ts`;
}
