import type { JobTable } from "../src/queue/definition.ts";
import type { JobDeps } from "./deps.ts";
import { PUBLISHING } from "./publishing.ts";
import { UPKEEP } from "./upkeep.ts";
import { VERBS } from "./verbs.ts";
import { WATCHING } from "./watching.ts";

/** All jobs of Tandem. What each is asked with stands in `src/core/announce/wanted-jobs.ts`; one without a definition does not compile. */
export const JOBS: JobTable<JobDeps> = { ...VERBS, ...WATCHING, ...PUBLISHING, ...UPKEEP };
