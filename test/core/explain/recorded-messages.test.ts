import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { explain } from "../../../src/core/explain/explain.ts";
import { redact } from "../../../src/core/explain/redact/redact.ts";
import { count, tally } from "../../counts.ts";

/** What a stream's log says in normal operation: no trouble, so no rule. */
const ORDINARY =
  /^(?:Copy phase |Completed all post copy actions|Executing \d+ post copy action|Picked source tablet|\{"|FROZEN$|Stream Created)/;

/** Every message of a stream, and every last error of a VDiff, in the recordings of one version. */
function messagesOf(version: string): readonly string[] {
  const folder = new URL(`../../recordings/${version}/`, import.meta.url);
  const lines = readdirSync(folder).flatMap((file) => readFileSync(new URL(file, folder), "utf8").trimEnd().split("\n"));
  const found = new Set<string>();
  for (const line of lines) collect(JSON.parse(line), found);
  return [...found];
}

function collect(value: unknown, found: Set<string>): void {
  if (typeof value === "string") {
    // Legacy commands print whole documents: `"Message": "…"`.
    for (const [, text] of value.matchAll(/"Message": ("(?:[^"\\]|\\.)+")/g)) found.add(String(JSON.parse(text ?? '""')));
  } else if (Array.isArray(value)) {
    for (const one of value) collect(one, found);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, one] of Object.entries(value)) {
      if ((key === "message" || key === "last_error") && typeof one === "string" && one !== "") found.add(one);
      collect(one, found);
    }
  }
}

describe.each(["v12.0.6", "v14.0.5", "v23.0.3"])("a stream's message of %s", (version) => {
  const messages = messagesOf(version);

  it("matches a rule whenever it reports trouble or why the stream stopped", () => {
    const telling = messages.filter((message) => !ORDINARY.test(message));
    count(`messages of streams of ${version}`, messages.length);
    count(
      `messages of streams of ${version} that tell something`,
      tally(telling.map((message) => String(explain(message, "unexpected").rule))),
    );
    expect(telling.filter((message) => explain(message, "unexpected").rule === undefined).map(redact)).toEqual([]);
    expect(telling.length).toBeGreaterThan(2);
  });

  it("never shows a value of a row", () => {
    const withRows = messages.filter((message) => /insert into|Duplicate entry/.test(message));
    for (const message of withRows) {
      const { text } = explain(message, "unexpected");
      expect(text).not.toMatch(/insert into|Duplicate entry '[^…]|values|@example|SKU-|Keyboard|Boston/);
      expect(text).toMatch(/Duplicate entry '…'|during query: …$/);
    }
    // On 14 no stream was recorded in trouble with a row.
    expect(withRows.length > 0).toBe(version !== "v14.0.5");
  });
});
