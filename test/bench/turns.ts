import { figuresOf } from "./figures.ts";
import type { Measured } from "./table.ts";

/** Something to measure in rounds. */
export interface Subject {
  readonly name: string;
  /** Measures one round, in milliseconds. */
  measure(): Promise<readonly number[]>;
}

/**
 * Measures each subject once a round, in alternating order, so that a machine that gets slower or faster affects all of them alike. Returns
 * a function that gives the figures of a subject.
 */
export async function inTurns(subjects: readonly Subject[], rounds: number): Promise<(subject: Subject) => Measured> {
  const took = new Map(subjects.map((subject): [Subject, number[]] => [subject, []]));
  for (let round = 0; round < rounds; round += 1) {
    const order = [...took];
    for (const [subject, times] of round % 2 === 0 ? order : order.toReversed()) times.push(...(await subject.measure()));
  }
  return (subject) => ({ name: subject.name, figures: figuresOf(took.get(subject) ?? []) });
}
