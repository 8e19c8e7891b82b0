import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Config, readConfig } from "../../../src/config.ts";
import type { ConfigError } from "../../../src/config/problems.ts";
import { refusalOf } from "../environments.ts";

/** What stays in the environment next to a tandem.yaml. */
export const BESIDE = { SLACK_BOT_TOKEN: "xoxb-1-bot", SLACK_APP_TOKEN: "xapp-1-app", REDIS_URL: "redis://127.0.0.1:6379" };

/** The minimum that a file must contain. */
export const LEAST_FILE = "clusters: {prod: {addresses: ['127.0.0.1:15999']}}";

type Env = Readonly<Record<string, string | undefined>>;

/** A folder with these files, until the test ends. */
export function folderWith(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), "tandem-yaml-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  return folder;
}

/** The configuration with this tandem.yaml. */
export function configWith(yaml: string, env: Env = {}, files: Readonly<Record<string, string>> = {}): Config {
  return readConfig(envWith(yaml, env, files));
}

/** The refusal of this tandem.yaml. Fails if it is accepted. */
export function refusedFile(yaml: string, env: Env = {}): ConfigError {
  return refusalOf(envWith(yaml, env, {}));
}

/** Each problem of this tandem.yaml as one line. */
export function problemsIn(yaml: string, env: Env = {}): readonly string[] {
  return refusedFile(yaml, env)
    .message.split("\n")
    .slice(1)
    .map((line) => line.trim());
}

function envWith(yaml: string, env: Env, files: Readonly<Record<string, string>>): Env {
  return { ...BESIDE, TANDEM_CONFIG: join(folderWith({ ...files, "tandem.yaml": yaml }), "tandem.yaml"), ...env };
}
