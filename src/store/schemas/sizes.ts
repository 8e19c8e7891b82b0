import { z } from "zod";
import type { TableSize } from "../../core/readings/readings.ts";
import type { Format } from "./document.ts";
import { BIG, TABLE_NAME } from "./scalars.ts";
import type { Shape } from "./shape.ts";

export const TABLE_SIZE = z.looseObject({ table: TABLE_NAME, rows: BIG, bytes: BIG } satisfies Shape<TableSize>);

export const SIZES: Format<readonly TableSize[]> = { version: 1, schema: z.array(TABLE_SIZE) };
