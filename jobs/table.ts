import type { JobTable } from "../src/queue/definition.ts";
import { CANARIES } from "./canaries.ts";
import type { JobDeps } from "./deps.ts";
import { PUBLISHING } from "./publishing.ts";
import { UPKEEP } from "./upkeep.ts";
import { COMMAND_JOBS } from "./verbs.ts";
import { WATCHING } from "./watching.ts";

/** All jobs of Tandem. `src/core/announce/wanted-jobs.ts` has their ids; a job without a definition does not compile. */
export const JOBS: JobTable<JobDeps> = { ...COMMAND_JOBS, ...WATCHING, ...PUBLISHING, ...UPKEEP, ...CANARIES };
