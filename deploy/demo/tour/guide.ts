import type { Guide, GuideStep } from "../../../practice/slack/page/guide.ts";
import { SPEEDS, type SpeedName } from "./speeds.ts";
import type { TourSight } from "./sight.ts";
import { TOUR_STEPS, type TourStep } from "./steps.ts";
import { STORIES, STORY_NAMES, type StoryName } from "./stories.ts";

const ABOUT =
  "Tandem moves tables between Vitess keyspaces from Slack, and switches no traffic to the target and completes no move until two people have approved it. " +
  "Tandem is the real program; the Vitess and the Slack around it are for practice, and nothing leaves your machine.";
const FAREWELL = "That was a whole move. Choose another story, or go on by yourself: /movetables help shows what else there is.";

export const CHOICES = { story: "story:", speed: "speed:" } as const;

/** What the page shows for this story and what has happened in it. Pure. */
export function writeGuide(name: StoryName, sight: TourSight, { run, speed }: { readonly run: string; readonly speed: SpeedName }): Guide {
  const story = STORIES[name];
  return {
    run,
    about: ABOUT,
    stories: STORY_NAMES.map((one) => ({ choose: CHOICES.story + one, title: STORIES[one].title, chosen: one === name })),
    tells: story.tells,
    speeds: SPEEDS.map((one) => ({ choose: CHOICES.speed + one.name, title: one.name, chosen: one.name === speed })),
    steps: writeSteps(
      story.steps.map((step) => TOUR_STEPS[step]),
      sight,
    ),
    end: FAREWELL,
  };
}

/**
 * The current step is the first that has not happened since the last that closes what is before it. So a rollback leads back to the VDiff,
 * and whoever acts without the tour finds it at the right place.
 */
function writeSteps(steps: readonly TourStep[], sight: TourSight): readonly GuideStep[] {
  const happened = steps.map((step) => step.happened(sight) || sight.completed);
  const closed = steps.findLastIndex((step, at) => step.closes === true && happened[at]);
  const current = steps.findIndex((_, at) => at > closed && happened[at] !== true);
  return steps.map((step, at) => {
    const isOver = current < 0 || at < current;
    const state = isOver ? (happened[at] === true ? "done" : "skipped") : at === current ? "now" : "later";
    return { title: step.title, does: step.does, why: step.why, state, buttons: step.buttons(sight) };
  });
}
