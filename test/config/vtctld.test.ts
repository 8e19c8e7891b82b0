import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readConfig } from "../../src/config.ts";
import { LEAST, refusalOf, refusedSettings } from "./environments.ts";

const CERTIFICATE = "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
let folder: string;
let pem: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "tandem-config-"));
  pem = join(folder, "a.pem");
  writeFileSync(pem, CERTIFICATE);
});
afterAll(() => rmSync(folder, { recursive: true }));

test("a cluster may have several vtctlds, also by IPv6 address", () => {
  const { clusters } = readConfig({ ...LEAST, VTCTLD_ADDRESS: "vtctld-1.example.com:15999, [::1]:15999", VTCTLD_CLUSTER: "prod" });
  expect(clusters[0]).toMatchObject({ name: "prod", addresses: ["vtctld-1.example.com:15999", "[::1]:15999"] });
});

test.each(["vtctld", "vtctld:0", "vtctld:99999", "http://vtctld:15999", "vtctld:15999,", "::1:15999"])(
  "%s is not an address of a vtctld",
  (address) => {
    expect(refusedSettings({ ...LEAST, VTCTLD_ADDRESS: address })).toEqual(["VTCTLD_ADDRESS"]);
  },
);

test("a cluster's name is part of keys, so it follows the rules for keyspace names", () => {
  expect(refusedSettings({ ...LEAST, VTCTLD_CLUSTER: "prod/eu" })).toEqual(["VTCTLD_CLUSTER"]);
});

test("a name without a password is half a login, and vice versa", () => {
  expect(refusedSettings({ ...LEAST, VTCTLD_USERNAME: "tandem" })).toEqual(["VTCTLD_PASSWORD"]);
  expect(refusedSettings({ ...LEAST, VTCTLD_PASSWORD: "secret" })).toEqual(["VTCTLD_USERNAME"]);
});

test("the password may be in a file, instead of the setting and not in addition to it", () => {
  const file = join(folder, "password");
  writeFileSync(file, "hunter2\n");
  const login = { VTCTLD_USERNAME: "tandem", VTCTLD_PASSWORD_FILE: file };
  expect(readConfig({ ...LEAST, ...login }).clusters[0]?.credentials).toEqual({ username: "tandem", password: { file } });
  expect(refusedSettings({ ...LEAST, ...login, VTCTLD_PASSWORD: "hunter2" })).toEqual(["VTCTLD_PASSWORD_FILE"]);
  expect(refusedSettings({ ...LEAST, VTCTLD_PASSWORD_FILE: file })).toEqual(["VTCTLD_USERNAME"]);
});

test("the release of Vitess and the operators' channel can be set", () => {
  const { clusters } = readConfig({ ...LEAST, VTCTLD_VERSION: "12", TANDEM_ALARMS: "C0OPS" });
  expect(clusters[0]).toMatchObject({ version: 12, alarms: "C0OPS" });
  expect(refusedSettings({ ...LEAST, VTCTLD_VERSION: "10", TANDEM_ALARMS: "#ops" })).toEqual(["VTCTLD_VERSION", "TANDEM_ALARMS"]);
});

test("a password sent over the network in plain text gets a warning, and is not shown", () => {
  const login = { VTCTLD_USERNAME: "tandem", VTCTLD_PASSWORD: "hunter2" };
  expect(readConfig({ ...LEAST, ...login }).warnings).toEqual([]);
  const far = { ...LEAST, ...login, VTCTLD_ADDRESS: "127.0.0.1:15999,vtctld:15999" };
  expect(readConfig(far).warnings).toEqual([
    "VTCTLD_PASSWORD goes over the network in the clear to vtctld:15999; set VTCTLD_CA to use TLS.",
  ]);
  expect(readConfig({ ...far, VTCTLD_CA: pem }).warnings).toEqual([]);
});

test("certificates are checked at the start, and kept as files because their content may change", () => {
  const { clusters } = readConfig({ ...LEAST, VTCTLD_CA: pem, VTCTLD_CERT: pem, VTCTLD_KEY: pem, VTCTLD_SERVER_NAME: "vtctld.internal" });
  const file = { file: pem };
  expect(clusters[0]?.tls).toEqual({ ca: file, cert: file, key: file, serverName: "vtctld.internal" });
});

test("a certificate needs its key", () => {
  expect(refusedSettings({ ...LEAST, VTCTLD_CERT: pem })).toEqual(["VTCTLD_KEY"]);
});

test("a file that is missing, or not PEM, is named", () => {
  const absent = join(folder, "absent.pem");
  const other = join(folder, "other.txt");
  writeFileSync(other, "not a certificate");
  const { message } = refusalOf({ ...LEAST, VTCTLD_CA: absent, VTCTLD_CERT: other, VTCTLD_KEY: pem });
  expect(message).toContain(`VTCTLD_CA names "${absent}", which cannot be read (ENOENT)`);
  expect(message).toContain(`VTCTLD_CERT names "${other}", which is not a PEM file`);
});
