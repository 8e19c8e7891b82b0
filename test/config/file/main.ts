import { writeFileSync } from "node:fs";
import { buildSchemaForEditors } from "../../../src/config/file/schema.ts";

// Run `npx tsx test/config/file/main.ts && npx oxfmt deploy/tandem.schema.json` after a change of the schema. A test compares the two.
writeFileSync("deploy/tandem.schema.json", `${JSON.stringify(buildSchemaForEditors(), null, 2)}\n`);
