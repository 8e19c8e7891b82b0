import { expect, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { LEAST, refusalOf, refusedSettings } from "./environments.ts";

const HTTP = { ...LEAST, SLACK_TRANSPORT: "http", SLACK_APP_TOKEN: undefined, SLACK_SIGNING_SECRET: "0123456789abcdef" };

test("over HTTP the signing secret replaces the app-level token", () => {
  expect(readConfig(HTTP).slack.transport).toEqual({ kind: "http", signingSecret: "0123456789abcdef", port: 3000, host: "127.0.0.1" });
  expect(readConfig({ ...HTTP, PORT: "8080" }).slack.transport).toMatchObject({ port: 8080 });
  expect(refusedSettings({ ...HTTP, SLACK_SIGNING_SECRET: "" })).toEqual(["SLACK_SIGNING_SECRET"]);
});

test("a misspelt transport is the only complaint, because the other settings depend on it", () => {
  expect(refusedSettings({ ...HTTP, SLACK_TRANSPORT: "htp" })).toEqual(["SLACK_TRANSPORT"]);
});

test("swapped tokens are recognised by their prefixes", () => {
  expect(refusedSettings({ ...LEAST, SLACK_BOT_TOKEN: "xapp-1-app", SLACK_APP_TOKEN: "xoxb-1-bot" })).toEqual([
    "SLACK_BOT_TOKEN",
    "SLACK_APP_TOKEN",
  ]);
});

test("a token is never sent to an address without TLS, except on this machine", () => {
  for (const url of ["https://slack.example.com/api/", "http://127.0.0.1:4000/api/", "http://localhost:4000", "http://[::1]:4000"]) {
    expect(readConfig({ ...LEAST, SLACK_API_URL: url }).slack.apiUrl).toBe(url);
  }
  for (const url of ["http://slack.example.com/api/", "http://127.0.0.1.example.com/", "ftp://127.0.0.1/", "slack"]) {
    expect(refusedSettings({ ...LEAST, SLACK_API_URL: url })).toEqual(["SLACK_API_URL"]);
  }
});

test("nothing but this machine reaches the port unless a setting says so", () => {
  expect(readConfig({ ...HTTP, TANDEM_HOST: "0.0.0.0" }).slack.transport).toMatchObject({ host: "0.0.0.0" });
  expect(readConfig({ ...HTTP, TANDEM_HOST: "::" }).slack.transport).toMatchObject({ host: "::" });
  expect(refusalOf({ ...HTTP, TANDEM_HOST: "tandem.example.com" }).message).toContain("the IP address to listen on");
});

test("the proxy to Slack is an address, and is never quoted, because it may hold a password", () => {
  const address = "http://tandem:s3cret@proxy.example.com:3128";
  expect(readConfig({ ...LEAST, HTTPS_PROXY: address, NO_PROXY: "slack.test" }).slack.proxy).toEqual({ address, except: "slack.test" });
  for (const wrong of ["proxy.s3cret.example.com:3128", "socks5://s3cret@proxy.example.com"]) {
    const { message } = refusalOf({ ...LEAST, HTTPS_PROXY: wrong });
    expect(message).toContain("HTTPS_PROXY");
    expect(message).not.toContain("s3cret");
  }
});

test("a port outside the range is refused and shown", () => {
  expect(refusalOf({ ...HTTP, PORT: "70000" }).message).toContain('PORT is "70000"');
  expect(refusedSettings({ ...HTTP, PORT: "0" })).toEqual(["PORT"]);
});
