/** `npm run gallery`: writes every message into `docs/messages.md`. */
import { writeFileSync } from "node:fs";
import { writeGallery } from "./text.ts";

writeFileSync(new URL("../../docs/messages.md", import.meta.url), writeGallery());
process.stdout.write("docs/messages.md is written\n");
