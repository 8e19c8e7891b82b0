// The compiler copies no .proto files; the built program reads them beside its own code.
import { cpSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = new URL("../", import.meta.url);
const path = (name) => fileURLToPath(new URL(name, root));

cpSync(path("src/vtctld/proto"), path("dist/src/vtctld/proto"), { recursive: true });
