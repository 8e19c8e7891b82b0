import { randomUUID } from "node:crypto";
import type { Told } from "../../../practice/slack/page/compose.ts";
import { CHOICES, writeGuide } from "./guide.ts";
import { readSight, type World } from "./sight.ts";
import { createSpeedControl, SPEEDS, type SpeedName } from "./speeds.ts";
import { REPAIRED, STORIES, STORY_NAMES, type Accident, type StoryName } from "./stories.ts";

/** Vitess tells nobody that something happened, so the tour looks as often as a person would notice. */
const LOOK_EVERY_MS = 250;

export interface Tour {
  /** Resolves when somebody chooses a story on the page. */
  readonly chosen: Promise<StoryName>;
  close(): void;
}

/** Tells a story in this world: shows its guide on the page, lets its accidents happen, and does what visitors choose in the guide. */
export function conductTour(world: World, name: StoryName): Tour {
  const run = randomUUID();
  const waiting = new Set<Accident>(STORIES[name].accidents);
  const setSpeed = createSpeedControl(world.vitess);
  let speed: SpeedName = "usual";
  let shown = "";
  let begin: (story: StoryName) => void;
  const chosen = new Promise<StoryName>((resolve) => {
    begin = resolve;
  });

  function look(): void {
    const sight = readSight(world);
    for (const accident of [...waiting].filter(({ when }) => when(sight))) {
      waiting.delete(accident);
      accident.happens(world);
    }
    const guide = writeGuide(name, sight, { run, speed });
    const written = JSON.stringify(guide);
    if (written === shown) return;
    shown = written;
    world.slack.showGuide(guide, answer);
  }

  const offered = new Map<string, () => void>([
    ...STORY_NAMES.map((story) => [CHOICES.story + story, () => begin(story)] as const),
    ...SPEEDS.map(({ name: chosenSpeed, factor }) => [CHOICES.speed + chosenSpeed, () => changeSpeed(chosenSpeed, factor)] as const),
    ...Object.entries(REPAIRED).map(([repair, happens]) => [repair, () => happens(world)] as const),
  ]);

  function changeSpeed(chosenSpeed: SpeedName, factor: number): void {
    setSpeed(factor);
    speed = chosenSpeed;
  }

  function answer(choice: string): Told {
    const act = offered.get(choice);
    if (act === undefined) return { notice: "The tour does not offer that." };
    act();
    look();
    return {};
  }

  look();
  const timer = setInterval(look, LOOK_EVERY_MS);
  return { chosen, close: () => clearInterval(timer) };
}
