import { z } from "zod";
import type { Members } from "../../operations/records.ts";
import type { Format } from "./document.ts";
import { MS, PERSON } from "./scalars.ts";
import type { Shape } from "./shape.ts";

/** Format 1 did not say when the members were read. */
const LONG_AGO = 0;

export const MEMBERS: Format<Omit<Members, "ageMs">> = {
  version: 2,
  upgrades: { 1: (people) => ({ people, readAt: LONG_AGO }) },
  schema: z.looseObject({ people: z.array(PERSON), readAt: MS } satisfies Shape<Omit<Members, "ageMs">>),
};
