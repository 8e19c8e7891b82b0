import { figuresOf } from "./figures.ts";
import type { Measured } from "./table.ts";

/** Something that is measured a round at a time. */
export interface Subject {
  readonly name: string;
  /** One round, in milliseconds. */
  measure(): Promise<readonly number[]>;
}

/**
 * Measures each subject once a round, there and back again: a machine that gets slower or faster meanwhile does so for all of them.
 * Returns what came of a subject.
 */
export async function inTurns(subjects: readonly Subject[], rounds: number): Promise<(subject: Subject) => Measured> {
  const took = new Map(subjects.map((subject): [Subject, number[]] => [subject, []]));
  for (let round = 0; round < rounds; round += 1) {
    const order = [...took];
    for (const [subject, times] of round % 2 === 0 ? order : order.toReversed()) times.push(...(await subject.measure()));
  }
  return (subject) => ({ name: subject.name, figures: figuresOf(took.get(subject) ?? []) });
}
