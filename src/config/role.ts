import { ConfigError } from "./problems.ts";

/** Which half of Tandem this process runs: the app hears Slack, the worker talks to vtctld and posts. */
export type Role = "both" | "app" | "worker";

/** The role from the arguments after the script's name: `--role app`, `--role=worker`; both when nothing is said. */
export function readRole(argv: readonly string[]): Role {
  if (argv.length === 0) return "both";
  const [flag = "", value, ...rest] = argv.join(" ").split(/[ =]/);
  if (flag === "--role" && rest.length === 0 && (value === "both" || value === "app" || value === "worker")) return value;
  throw new ConfigError([
    {
      setting: "The command line",
      wrong: `says ${JSON.stringify(argv.join(" "))}`,
      right: "it takes nothing, or one of --role app, --role worker, --role both",
    },
  ]);
}
