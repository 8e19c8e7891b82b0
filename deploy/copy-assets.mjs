// The compiler copies only code; the built program also reads these folders.
import { cpSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = new URL("../", import.meta.url);
const path = (name) => fileURLToPath(new URL(name, root));

for (const folder of ["src/vtctld/wire/proto", "practice/slack/page/client"])
  cpSync(path(folder), path(`dist/${folder}`), { recursive: true });
