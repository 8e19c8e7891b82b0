import { createCommerceCluster } from "../../../../../practice/vtctld/cluster/presets.ts";
import type { Scenario } from "../replay.ts";
import { withLeftoverRule } from "./leftover-rule.ts";

const CREDENTIALS_FILES: Readonly<Record<string, Record<string, string>>> = {
  "creds-bad.json": { username: "bot", password: "wrong" },
  "creds-ok.json": { username: "bot", password: "test-only" },
};

/** A vtctld that requires a name and a password. */
export const auth: Scenario = {
  name: "auth",
  cluster: () => withLeftoverRule(createCommerceCluster()),
  options: { credentials: { username: "bot", password: "test-only" } },
  metadata({ cmd }) {
    const [, file = ""] = /--grpc-auth-static-client-creds (\S+)/.exec(cmd) ?? [];
    const typed = [...cmd.matchAll(/--md (\w+)=(\S+)/g)].map(([, key = "", value = ""]) => [key, value]);
    return CREDENTIALS_FILES[file] ?? Object.fromEntries(typed);
  },
  before: {},
};
