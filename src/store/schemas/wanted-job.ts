import { z } from "zod";
import type { WantedJob } from "../../core/announce/wanted-jobs.ts";
import type { Format } from "../document.ts";
import { MS } from "./scalars.ts";
import { anyBy } from "./shape.ts";
import type { Members } from "./shape.ts";

const JOBS = {
  "carry-out": z.looseObject({ job: z.literal("carry-out"), executionId: z.string() }),
  "expire-request": z.looseObject({ job: z.literal("expire-request"), requestId: z.string(), at: MS }),
  "publish-thread": z.looseObject({ job: z.literal("publish-thread"), moveId: z.string() }),
  "publish-cards": z.looseObject({ job: z.literal("publish-cards"), moveId: z.string() }),
  "watch-keyspace": z.looseObject({ job: z.literal("watch-keyspace"), cluster: z.string(), keyspace: z.string() }),
  "watch-vdiff": z.looseObject({ job: z.literal("watch-vdiff"), moveId: z.string() }),
  "publish-notice": z.looseObject({ job: z.literal("publish-notice"), id: z.string() }),
} satisfies Members<"job", WantedJob>;

export const WANTED_JOB: Format<WantedJob> = { version: 1, schema: anyBy("job", JOBS) };
