import { randomUUID } from "node:crypto";
import { EventEmitter, once } from "node:events";
import type { Told } from "../../../practice/slack/page/compose.ts";
import { CHOICES, writeGuide } from "./guide.ts";
import { readSight, type World } from "./sight.ts";
import { createSpeedControl, SPEEDS, type SpeedName } from "./speeds.ts";
import { isStoryName, REPAIRED, STORIES, type Accident, type StoryName } from "./stories.ts";

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
  const picking = new EventEmitter<{ story: [StoryName] }>();
  const chosen = once(picking, "story").then(([story]: StoryName[]) => story ?? name);

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

  function answer(choice: string): Told {
    const story = choice.slice(CHOICES.story.length);
    const pace = SPEEDS.find((one) => choice === CHOICES.speed + one.name);
    const repair = Object.entries(REPAIRED).find(([one]) => one === choice)?.[1];
    if (choice.startsWith(CHOICES.story) && isStoryName(story)) picking.emit("story", story);
    else if (pace !== undefined) {
      setSpeed(pace.factor);
      speed = pace.name;
    } else if (repair === undefined) return { notice: "The tour does not offer that." };
    else repair(world);
    look();
    return {};
  }

  look();
  const timer = setInterval(look, LOOK_EVERY_MS);
  return { chosen, close: () => clearInterval(timer) };
}
