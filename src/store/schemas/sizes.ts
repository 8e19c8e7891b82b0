import { z } from "zod";
import type { TableSize } from "../../core/readings/readings.ts";
import type { Format } from "./document.ts";
import { BIG } from "./scalars.ts";
import type { Shape } from "./shape.ts";

export const TABLE_SIZE = z.looseObject({ table: z.string(), rows: BIG, bytes: BIG } satisfies Shape<TableSize>);

export const SIZES: Format<readonly TableSize[]> = { version: 1, schema: z.array(TABLE_SIZE) };
