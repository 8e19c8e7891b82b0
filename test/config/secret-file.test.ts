import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { readConfig } from "../../src/config.ts";
import { followSecret, openSecretFile } from "../../src/config/secret-file.ts";
import { LEAST, refusalOf, refusedSettings } from "./environments.ts";

const folder = mkdtempSync(join(tmpdir(), "tandem-secrets-"));
afterEach(() => {
  vi.useRealTimers();
});

function write(name: string, text: string): string {
  const path = join(folder, name);
  // As a mounted secret is replaced: at once, and whole.
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
  return path;
}

/** A token's file, its value when it is looked at again, and the warnings about it. */
function followed(path: string): { readonly warnings: string[]; readonly next: () => string } {
  vi.useFakeTimers({ toFake: ["performance"] });
  const opened = openSecretFile(path, (text) => /^xoxb-\S+$/.test(text));
  if ("trouble" in opened) throw new Error(opened.trouble);
  const warnings: string[] = [];
  const current = followSecret(opened, (warning) => void warnings.push(warning));
  return {
    warnings,
    next() {
      vi.advanceTimersByTime(3_001);
      return current();
    },
  };
}

test("a file that is replaced or written again gives its new secret, without the line break at its end", () => {
  const path = write("token", "xoxb-1\n");
  const { next, warnings } = followed(path);
  expect(next()).toBe("xoxb-1");
  write("token", "xoxb-2");
  expect(next()).toBe("xoxb-2");
  writeFileSync(path, "xoxb-3\r\n");
  expect(next()).toBe("xoxb-3");
  expect(warnings).toEqual([]);
});

test.each<[string, (path: string) => void, string]>([
  ["empty", (path) => writeFileSync(path, "\n"), "is empty"],
  ["gone", (path) => rmSync(path), "cannot be read (ENOENT)"],
  ["of another form", (path) => writeFileSync(path, "xapp-s3cret"), "does not hold the secret alone, in its form"],
])("while a file is %s the secret before stays, which is said once and without the content", (_, spoil, words) => {
  const path = write("token", "xoxb-1");
  const { next, warnings } = followed(path);
  spoil(path);
  expect([next(), next(), next()]).toEqual(["xoxb-1", "xoxb-1", "xoxb-1"]);
  expect(warnings).toEqual([`${path} ${words}; what it held before is used until it holds a secret again`]);
  write("token", "xoxb-2");
  expect(next()).toBe("xoxb-2");
  spoil(path);
  next();
  expect(warnings).toHaveLength(2);
});

test("Slack's secrets and Redis's password may each be in a file of their own", () => {
  const { SLACK_BOT_TOKEN: bot, SLACK_APP_TOKEN: app, ...rest } = LEAST;
  const env = {
    ...rest,
    SLACK_BOT_TOKEN_FILE: write("bot", `${bot}\n`),
    SLACK_APP_TOKEN_FILE: write("app", app),
    REDIS_PASSWORD_FILE: write("redis", "s3cret"),
  };
  const { slack, redisPassword } = readConfig(env);
  const [botToken, transport] = [slack.botToken, slack.transport];
  expect(followSecret(botToken, () => {})()).toBe(bot);
  expect(transport.kind === "socket" && followSecret(transport.appToken, () => {})()).toBe(app);
  expect(redisPassword?.current(() => {})).toBe("s3cret");
  const overHttp = { ...env, SLACK_TRANSPORT: "http", SLACK_APP_TOKEN_FILE: "", SLACK_SIGNING_SECRET_FILE: write("signing", "0123456789") };
  const http = readConfig(overHttp).slack.transport;
  expect(http.kind === "http" && followSecret(http.signingSecret, () => {})()).toBe("0123456789");
});

test("a secret that is set twice, or whose file holds none, stops the start without being shown", () => {
  expect(refusedSettings({ ...LEAST, SLACK_BOT_TOKEN_FILE: write("bot", "xoxb-1") })).toEqual(["SLACK_BOT_TOKEN_FILE"]);
  const twice = { ...LEAST, REDIS_URL: "redis://:one@127.0.0.1", REDIS_PASSWORD_FILE: write("redis", "s3cret") };
  expect(refusedSettings(twice)).toEqual(["REDIS_PASSWORD_FILE"]);
  for (const text of ["", "xapp-s3cret", "xoxb-s3cret\nxoxb-2"]) {
    const { message, problems } = refusalOf({ ...LEAST, SLACK_BOT_TOKEN: "", SLACK_BOT_TOKEN_FILE: write("bot", text) });
    expect(problems).toMatchObject([{ setting: "SLACK_BOT_TOKEN_FILE" }]);
    expect(message).not.toContain("s3cret");
  }
  expect(refusedSettings({ ...LEAST, SLACK_BOT_TOKEN: "", SLACK_BOT_TOKEN_FILE: join(folder, "nowhere") })).toEqual([
    "SLACK_BOT_TOKEN_FILE",
  ]);
});

test("the proxy's lower-case settings count where the others are not set", () => {
  const lower = { https_proxy: "http://lower.example.com:3128", no_proxy: "slack.test" };
  expect(readConfig({ ...LEAST, ...lower }).slack.proxy).toEqual({ address: "http://lower.example.com:3128", except: "slack.test" });
  const both = { ...lower, HTTPS_PROXY: "http://upper.example.com:3128" };
  expect(readConfig({ ...LEAST, ...both }).slack.proxy?.address).toBe("http://upper.example.com:3128");
});
