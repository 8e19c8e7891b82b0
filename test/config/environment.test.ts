import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { SETTINGS } from "../../src/config/settings.ts";
import { LEAST, refusalOf, refusedSettings } from "./environments.ts";

test("a misspelt setting is refused with the name that was meant, because its default would be a surprise", () => {
  expect(refusalOf({ ...LEAST, TANDEM_APROVALS: "3" }).problems).toEqual([
    { setting: "TANDEM_APROVALS", wrong: "is no setting", right: "did you mean TANDEM_APPROVALS?" },
  ]);
  expect(refusedSettings({ ...LEAST, SLACK_COLOUR: "red", VTCTLD_ADRESS: "x" })).toEqual(["SLACK_COLOUR", "VTCTLD_ADRESS"]);
});

test("a setting of a later version is refused with a reason", () => {
  const { message } = refusalOf({ ...LEAST, METRICS_PORT: "9090" });
  expect(message).toContain("METRICS_PORT is set; this version does not serve metrics yet");
});

test("an empty setting counts as missing, and other programs' variables are ignored", () => {
  expect(
    readConfig({ ...LEAST, TANDEM_CONFIG: "", TANDEM_SOAK: "", PATH: "/usr/bin", NODE_ENV: "production" }).clusters[0]?.policy.limits
      .soakMs,
  ).toBe(300_000);
});

test("the variables that Kubernetes sets for a Service called vtctld are not misspelt settings", () => {
  const injected = {
    VTCTLD_SERVICE_HOST: "10.0.0.7",
    VTCTLD_SERVICE_PORT: "15999",
    VTCTLD_SERVICE_PORT_GRPC: "15999",
    VTCTLD_PORT: "tcp://10.0.0.7:15999",
    VTCTLD_PORT_15999_TCP: "tcp://10.0.0.7:15999",
    VTCTLD_PORT_15999_TCP_ADDR: "10.0.0.7",
  };
  expect(readConfig({ ...LEAST, ...injected }).clusters[0]?.addresses).toEqual(["127.0.0.1:15999"]);
  expect(refusedSettings({ ...LEAST, VTCTLD_PORT: "15999" })).toEqual(["VTCTLD_PORT"]);
});

test(".env.example has every setting once, and no other", () => {
  const example = readFileSync(".env.example", "utf8");
  const names = [...example.matchAll(/^#?([A-Z_]+)=/gm)].map((match) => match[1]);
  expect(names).toHaveLength(new Set(names).size);
  expect(new Set(names)).toEqual(new Set(Object.keys(SETTINGS)));
});

test("the defaults that .env.example shows are the defaults", () => {
  const example = readFileSync(".env.example", "utf8");
  const shown = [...example.matchAll(/^#([A-Z_]+)=(.+)$/gm)].map(([, name, value]) => [name, value]);
  expect(shown.length).toBeGreaterThan(8);
  expect(readConfig({ ...LEAST, ...Object.fromEntries(shown) })).toEqual(readConfig(LEAST));
});
