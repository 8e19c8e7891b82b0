// What `npm start` runs after the build: loads .env if there is one, then starts the program. Settings already in the environment win. An
// image or a service manager sets them itself and runs dist/src/main.js.
import { existsSync } from "node:fs";
import process from "node:process";
import { fileURLToPath } from "node:url";

const file = fileURLToPath(new URL("../.env", import.meta.url));
if (existsSync(file)) process.loadEnvFile(file);
await import("../dist/src/main.js");
