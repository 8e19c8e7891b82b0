import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startRedis } from "../../practice/redis.ts";
import { MAIN } from "../compiled.ts";
import { freePort } from "../loopback.ts";
import { makeCertificates } from "../vtctld/certificates.ts";
import { peopleAreKnown } from "./harness.ts";
import { type Installation, openInstallation, PATIENCE_MS, WHOLE_TEST_MS } from "./one-truth/installation.ts";
import { approved, inThread, newMove, switches } from "./people.ts";

/** What Tandem needs, as the README says it: its own keys, and of the dangerous commands only those that look. */
const RIGHTS = ["~{tandem}*", "&{tandem}*", "+@all", "-@admin", "-@dangerous", "+info", "+config|get"];

let here: Installation;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tandem-guarded-"));
  const { ca, local } = makeCertificates();
  const [caFile, certFile, keyFile] = ["ca", "cert", "key"].map((name) => join(folder, `${name}.pem`)) as [string, string, string];
  for (const [file, text] of [
    [caFile, ca],
    [certFile, local.cert],
    [keyFile, local.key],
  ] as const)
    await writeFile(file, text);
  const port = await freePort();
  const tls = ["--tls-port", String(port), "--tls-cert-file", certFile, "--tls-key-file", keyFile, "--tls-ca-cert-file", caFile];
  const args = [...tls, "--tls-auth-clients", "no", "--user", "tandem", "on", ">p@ss", ...RIGHTS];
  here = await openInstallation({ openStore: () => startRedis({ args }) });
  const env = { REDIS_URL: `rediss://tandem:p%40ss@localhost:${port}`, NODE_EXTRA_CA_CERTS: caFile };
  await here.start("worker", { env, program: MAIN });
  await here.start("app", { env });
  await peopleAreKnown(here);
}, WHOLE_TEST_MS);

afterAll(async () => {
  await here.close();
  await rm(folder, { recursive: true });
});

it(
  "over TLS, as a user with the rights that Tandem needs and no others, a move is switched",
  async () => {
    const move = await newMove(here, "guarded");
    await approved(here, move, "switch");
    await inThread(here, move, /^\*Switched · customer\.guarded/m, PATIENCE_MS);
    expect(switches(here, "guarded")).toHaveLength(2);
    const clients = String(await here.store.call("CLIENT", "LIST"));
    expect(clients.match(/name=tandem-(?:records|jobs|workers|durability) .*user=tandem /g)?.length).toBeGreaterThan(5);
    const denied = String(await here.store.call("ACL", "LOG"));
    expect(denied).toBe("");
  },
  WHOLE_TEST_MS,
);
