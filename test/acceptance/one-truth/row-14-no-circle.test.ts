import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openScene, type Scene } from "../scenarios/scene.ts";
import { nameOf, openStates, type State, STATES } from "./states.ts";
import { answersIn, circles, refusedButtons } from "./ways-out.ts";

let scene: Scene;
let put: (state: State) => void;

beforeAll(async () => {
  scene = await openScene({ workflow: "walk", table: "product" });
  put = await openStates(scene);
});

afterAll(() => scene.close());

const walkOf = ({ forward, writes }: State): string => `${forward}, and writes at the ${writes}`;

describe("whoever follows Tandem's advice reaches an operation that starts, or a command outside of Tandem", () => {
  it.each([...new Set(STATES.map(walkOf))])("with streams %s", { timeout: 180_000 }, async (walk) => {
    const lost: string[] = [];
    for (const state of STATES.filter((one) => walkOf(one) === walk)) {
      const answers = await answersIn(scene, () => put(state));
      const found = [...circles(answers), ...refusedButtons(answers)];
      if (found.length > 0) lost.push(`${nameOf(state)}: ${found.join("; ")}`);
    }
    expect(lost).toEqual([]);
  });
});
