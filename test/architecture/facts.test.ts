import { expect, test } from "vitest";
import { citedIn, citing, deadEnds, factPages, factsIn, lackingIn } from "./facts.ts";

const facts = factPages().flatMap(factsIn);
const ids = new Set(facts.map(({ id }) => id));
const sources = citing();

test("every citation leads to a fact in this repository", () => {
  expect(sources.flatMap(citedIn).length).toBeGreaterThan(100);
  expect(sources.flatMap((source) => deadEnds(source, ids))).toEqual([]);
});

test("every fact is cited", () => {
  const cited = new Set(sources.flatMap(citedIn));
  expect([...ids].filter((id) => !cited.has(id))).toEqual([]);
});

test("every fact has an anchor of its own, its releases and its source", () => {
  expect(facts.map(({ id }) => id).toSorted()).toEqual([...ids].toSorted());
  expect(factPages().flatMap(({ file, text }) => (text.match(/^## /gm)?.length === factsIn({ file, text }).length ? [] : [file]))).toEqual(
    [],
  );
  expect(facts.flatMap(lackingIn)).toEqual([]);
});

// The tilde hides the planted citations from the scan of this file.
test.each([
  "// See docs/~facts/create.md#nowhere.",
  "// See docs/~facts/nowhere.md#nameless.",
  "// See docs/~facts/create.md, which has many.",
  "[a fact](docs/~facts/create.md#nowhere)",
  "// See vitess~.md.",
  "// As 23.0.3 item~ 27 has it.",
  "// As in the second run~ 5.",
])("the checker finds %j", (planted) => {
  const source = { file: "src/core/a.ts", text: planted.replace("~", "") };
  expect(deadEnds(source, ids).length).toBeGreaterThan(0);
});

test("the checker finds a fact without releases, source or recording", () => {
  expect(lackingIn({ id: "a.md#b", text: "Words." })).toHaveLength(2);
  expect(lackingIn({ id: "a.md#b", text: "Words.\nHolds: 24. Source: recording `v23.0.3/nowhere`." })).toHaveLength(1);
  expect(lackingIn({ id: "a.md#b", text: "Words.\nHolds: 24. Source: recording `v23.0.3/errors` 1." })).toEqual([]);
});
