import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { TRANSITIONS } from "../../src/core/operation/execution/transitions.ts";
import { PARTS } from "./imports.ts";

const ROOMS = PARTS.filter(({ at }) => !at.endsWith(".ts"));

test("every part has its page", () => {
  expect(ROOMS.map(({ at }) => at)).toContain("src/core");
  expect(ROOMS.filter(({ at }) => !existsSync(`${at}/README.md`)).map(({ at }) => at)).toEqual([]);
});

describe.each(ROOMS)("the page of $at", ({ at, may, packages }) => {
  const page = readFileSync(`${at}/README.md`, "utf8");

  test("is at most 25 lines long", () => {
    expect(page.trimEnd().split("\n").length).toBeLessThanOrEqual(25);
  });

  test("names the same allowed imports as the import table", () => {
    const [, said = ""] = /^It may import (.+)\.$/m.exec(page) ?? [];
    const allowed = [...may.map((place) => `\`${place.replace(/^src\//, "")}\``), ...named(packages)];
    expect(said.split(", ").toSorted()).toEqual((allowed.length === 0 ? ["nothing"] : allowed).toSorted());
  });

  test("names existing files and folders", () => {
    const names = [...page.matchAll(/`((?:[\w-]+\/)*[\w-]+\.ts|(?:[\w-]+\/)+)`/g)].map(([, name = ""]) => name);
    expect(
      names.filter((name) => [`${at}/${name}`, `src/${name}`, name, `src/operations/${name}`].every((path) => !existsSync(path))),
    ).toEqual([]);
  });
});

test("the page of core shows every transition between states of an execution", () => {
  const drawn = [...readFileSync("src/core/README.md", "utf8").matchAll(/^ {2}(\w+) --> (.+)$/gm)];
  const ways = Object.entries(TRANSITIONS).flatMap(([from, sights]) => {
    const to = new Set(Object.values(sights).flatMap((transition) => transition.to.filter((state) => state !== from)));
    return to.size === 0 ? [] : [`${from} → ${[...to].toSorted().join(", ")}`];
  });
  expect(drawn.map(([, from = "", to = ""]) => `${from} → ${to.split(" & ").toSorted().join(", ")}`).toSorted()).toEqual(ways.toSorted());
});

function named(packages: "any" | readonly string[]): readonly string[] {
  return packages === "any" ? ["packages"] : packages.map((name) => `\`${name}\``);
}
