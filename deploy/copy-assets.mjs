// The compiler copies only code; the built program also reads these.
import { cpSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = new URL("../", import.meta.url);
const path = (name) => fileURLToPath(new URL(name, root));

for (const place of ["src/vtctld/wire/proto", "src/slack/picture/draw-thread.mjs", "practice/slack/page/client"])
  cpSync(path(place), path(`dist/${place}`), { recursive: true });
