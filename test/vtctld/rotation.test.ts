import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { EventEmitter, once } from "node:events";
import { X509Certificate } from "node:crypto";

import { describe, expect, onTestFinished, test } from "vitest";

import { SWITCH_DEFAULTS } from "../../src/core/options/options.ts";
import type { Vitess } from "../../src/operations/ports.ts";
import { answer, refusal } from "./answers.ts";
import { makeCertificates } from "./certificates.ts";
import { startGrpcServer, type Reply, type SeenCall } from "./grpc-server.ts";
import { move } from "./names.ts";
import { open, twoKeyspaces, vtctld } from "./session.ts";

// Files are checked every three seconds; a busy machine gets more.
const SEEN_WITHIN = { timeout: 12_000, interval: 100 };
const ALL = ["commerce", "customer"];

/** A folder that ends with the test. */
function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "tandem-rotation-"));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

/** As a mounted secret is replaced: all at once. */
function replace(file: string, content: string | Buffer): void {
  writeFileSync(`${file}.new`, content);
  renameSync(`${file}.new`, file);
}

function outcome(vitess: Vitess): Promise<unknown> {
  return vitess.keyspaces().catch((error: unknown) => error);
}

describe("a password file", () => {
  test("that is replaced is used by the next calls, without a restart", async () => {
    let valid = "first-word";
    const server = await vtctld(({ headers }) => (headers["password"] === valid ? twoKeyspaces() : refusal(16, "wrong")));
    const file = join(folder(), "password");
    writeFileSync(file, "first-word\n");
    const vitess = open({ addresses: [server.address], credentials: { username: "tandem", password: { file } } });
    expect(await vitess.keyspaces()).toEqual(ALL);

    valid = "second-word";
    replace(file, "second-word\n");
    await expect.poll(() => outcome(vitess), SEEN_WITHIN).toEqual(ALL);
  });

  test("that is refused is read again at once", async () => {
    const server = await vtctld(({ headers }) => (headers["password"] === "right-word" ? twoKeyspaces() : refusal(16, "wrong")));
    const file = join(folder(), "password");
    writeFileSync(file, "wrong-word");
    const vitess = open({ addresses: [server.address], credentials: { username: "tandem", password: { file } } });
    await expect(vitess.keyspaces()).rejects.toMatchObject({ kind: "denied" });
    replace(file, "right-word");
    expect(await vitess.keyspaces()).toEqual(ALL);
  });

  test("that is empty for a while leaves the old password in use, with one warning that names the file", async () => {
    const server = await vtctld(({ headers }) => (headers["password"] === "first-word" ? twoKeyspaces() : refusal(16, "wrong")));
    const file = join(folder(), "password");
    writeFileSync(file, "first-word");
    const warnings: string[] = [];
    const credentials = { username: "tandem", password: { file } };
    const vitess = open({ addresses: [server.address], credentials, warn: (warning) => void warnings.push(warning) });
    await vitess.keyspaces();
    writeFileSync(file, "");
    await expect.poll(() => outcome(vitess).then(() => warnings.length), SEEN_WITHIN).toBe(1);
    expect(warnings[0]).toBe(`${file} is empty, and should hold a password; what was read before is used until it can be`);
    expect(await vitess.keyspaces()).toEqual(ALL);
  });

  test("that never existed is denied, and nothing is sent", async () => {
    const server = await vtctld(twoKeyspaces);
    const credentials = { username: "tandem", password: { file: join(folder(), "missing") } };
    await expect(open({ addresses: [server.address], credentials }).keyspaces()).rejects.toMatchObject({
      kind: "denied",
      message: expect.stringContaining("missing cannot be read (ENOENT); nothing was sent"),
    });
    expect(server.seen).toEqual([]);
  });
});

describe("certificate files", () => {
  const first = makeCertificates();
  const second = makeCertificates();

  /** A vtctld that demands a client certificate of one authority and then of the other, and the adapter with its files. */
  async function mutual(reply: (call: SeenCall) => Reply) {
    const both = { requestCert: true, rejectUnauthorized: true, ca: [first.ca, second.ca] };
    const server = await startGrpcServer(reply, { tls: { ...first.server, ...both } });
    onTestFinished(() => server.close());
    const home = folder();
    const [ca, cert, key] = [join(home, "ca.pem"), join(home, "cert.pem"), join(home, "key.pem")];
    writeFileSync(ca, first.ca);
    writeFileSync(cert, first.client.cert);
    writeFileSync(key, first.client.key);
    const warnings: string[] = [];
    const vitess = open({
      addresses: [server.address],
      tls: { ca: { file: ca }, cert: { file: cert }, key: { file: key }, serverName: "vtctld.test" },
      warn: (warning) => void warnings.push(warning),
    });
    return { server, vitess, warnings, ca, cert, key };
  }

  test("that are replaced apply to the next calls, while a running switch keeps its connection to the end", async () => {
    const waiting = new EventEmitter();
    const reply = once(waiting, "finish").then(() => answer("WorkflowSwitchTraffic", { summary: "Done" }));
    const { server, vitess, cert, key } = await mutual(({ method }) =>
      method === "WorkflowSwitchTraffic" ? { kind: "later", reply } : twoKeyspaces(),
    );
    await vitess.keyspaces();
    const running = vitess.switchTraffic(move, SWITCH_DEFAULTS, { direction: "forward", dryRun: false });
    await expect.poll(() => server.seen.length).toBe(2);

    replace(cert, second.client.cert);
    replace(key, second.client.key);
    await expect
      .poll(() => vitess.keyspaces().then(() => server.seen.at(-1)?.fingerprint), SEEN_WITHIN)
      .toBe(new X509Certificate(second.client.cert).fingerprint256);
    expect(server.seen[1]).toMatchObject({
      method: "WorkflowSwitchTraffic",
      fingerprint: new X509Certificate(first.client.cert).fingerprint256,
    });
    expect(server.connections()).toBe(2);

    waiting.emit("finish");
    expect(await running).toEqual(["Done", "Start State: ", "Current State: "]);
    await expect.poll(() => server.connections()).toBe(1);
  });

  test("leave the old pair in use if only one is new, and are used once they match", async () => {
    const { vitess, warnings, cert, key } = await mutual(twoKeyspaces);
    await vitess.keyspaces();
    replace(cert, second.client.cert);
    await expect.poll(() => outcome(vitess).then(() => warnings.length), SEEN_WITHIN).toBe(1);
    expect(warnings[0]).toBe(
      `${cert} and its key do not belong together, or the key cannot be read; what was read before is used until it can be`,
    );
    expect(await vitess.keyspaces()).toEqual(ALL);
    replace(key, second.client.key);
    expect(await vitess.keyspaces()).toEqual(ALL);
  });

  test("leave the old one in use if one is half written", async () => {
    const { vitess, warnings, ca } = await mutual(twoKeyspaces);
    await vitess.keyspaces();
    writeFileSync(ca, first.ca.subarray(0, 200));
    await expect.poll(() => outcome(vitess).then(() => warnings.length), SEEN_WITHIN).toBe(1);
    expect(warnings[0]).toContain("ca.pem is not a whole PEM file");
    expect(await vitess.keyspaces()).toEqual(ALL);
  });
});
