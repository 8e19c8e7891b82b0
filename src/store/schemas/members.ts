import { z } from "zod";
import type { PersonId } from "../../core/people.ts";
import type { Format } from "../document.ts";
import { PERSON } from "./scalars.ts";

export const MEMBERS: Format<readonly PersonId[]> = { version: 1, schema: z.array(PERSON) };
