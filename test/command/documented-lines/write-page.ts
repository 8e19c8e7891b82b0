import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { DOCUMENTED_LINES } from "./lines.ts";
import { pageOf } from "./page.ts";

writeFileSync(join(import.meta.dirname, "../../../docs/pasted-lines.md"), pageOf(DOCUMENTED_LINES));
