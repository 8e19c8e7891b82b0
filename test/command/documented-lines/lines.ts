import { CUTOVER_V11_V13 } from "./cutover-v11-v13.ts";
import { CUTOVER_V14 } from "./cutover-v14.ts";
import type { DocumentedLine } from "./documented-line.ts";
import { MOVETABLES_V15_V17 } from "./movetables-v15-v17.ts";
import { MOVETABLES_V18_V20, MOVETABLES_V21_AND_LATER } from "./movetables-v18-and-later.ts";

/** Every command line of the five pages about MoveTables, each once per page. */
export const DOCUMENTED_LINES: readonly DocumentedLine[] = [
  ...CUTOVER_V11_V13,
  ...CUTOVER_V14,
  ...MOVETABLES_V15_V17,
  ...MOVETABLES_V18_V20,
  ...MOVETABLES_V21_AND_LATER,
];
