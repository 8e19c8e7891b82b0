import { describe, expect, it } from "vitest";
import { writeOnceEach } from "../../src/vtctld/unknown-texts.ts";

/** What is written for these texts, one after the other. */
function listed(...texts: readonly string[]): readonly string[] {
  const written: string[] = [];
  const note = writeOnceEach((text) => void written.push(text));
  for (const text of texts) note(text);
  return written;
}

describe("the list for the rule book", () => {
  it("has each different text once, even if only numbers, positions and ids differ", () => {
    expect(listed("the moon is full", "the moon is new", "the moon is full")).toEqual(["the moon is full", "the moon is new"]);
    expect(
      listed(
        "flux on zone1-0000000200 at a9cf3613-e52d-11f1-98e3-02fc12345678:1-8884",
        "flux on zone1-0000000100 at b9577d7c-e52d-11f1-98e3-02fc87654321:1-9",
      ),
    ).toHaveLength(1);
  });

  it("keeps no very long text whole, and forgets the oldest of very many", () => {
    expect(listed("x".repeat(5_000))[0]).toHaveLength(2_000);
    const names = Array.from(
      { length: 600 },
      (_, n) => `flux ${"abcdefghij"[n % 10]}${"klmnopqrst"[Math.floor(n / 10) % 10]}${"uvwxyz"[Math.floor(n / 100)]}`,
    );
    expect(listed(...names)).toHaveLength(600);
    expect(listed(...names, names[599] ?? "")).toHaveLength(600);
    expect(listed(...names, names[0] ?? "")).toHaveLength(601);
  });
});
