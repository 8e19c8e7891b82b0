import { writeFileSync } from "node:fs";
import { schemaForEditors } from "../../../src/config/file/schema.ts";

// `npx tsx test/config/file/main.ts && npx oxfmt deploy/tandem.schema.json`, after a change of the schema. A test compares.
writeFileSync("deploy/tandem.schema.json", `${JSON.stringify(schemaForEditors(), null, 2)}\n`);
