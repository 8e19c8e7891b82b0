import { parseArgs } from "node:util";
import { ConfigError } from "./problems.ts";

/** Which half of Tandem this process runs: the app receives from Slack, the worker talks to vtctld and posts. */
export type Role = "both" | "app" | "worker";

/** Reads the role from the arguments after the script's name: `--role app`, `--role=worker`; both if there is none. */
export function readRole(argv: readonly string[]): Role {
  try {
    const { role: asked = ["both"] } = parseArgs({ args: [...argv], options: { role: { type: "string", multiple: true } } }).values;
    const [role, ...others] = asked;
    if (others.length === 0 && (role === "both" || role === "app" || role === "worker")) return role;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
  }
  throw new ConfigError([
    {
      setting: "The command line",
      wrong: `says ${JSON.stringify(argv.join(" "))}`,
      right: "it takes nothing, or one of --role app, --role worker, --role both, audit verify, audit export",
    },
  ]);
}
