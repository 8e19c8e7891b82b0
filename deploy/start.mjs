// What `npm start` runs once the build is there: the settings of .env, where there is one, then the program. Settings that are in the
// environment already win. An image or a service manager sets them itself and runs dist/src/main.js.
import { existsSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";

const file = fileURLToPath(new URL("../.env", import.meta.url));
if (existsSync(file)) process.loadEnvFile(file);
await import("../dist/src/main.js");
