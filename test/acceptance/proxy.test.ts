import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, it } from "vitest";
import { startRole } from "../../deploy/demo/role.ts";
import { MAIN } from "../compiled.ts";
import { listenOnLoopback } from "../loopback.ts";
import { makeCertificates } from "../vtctld/certificates.ts";
import { openSurroundings, peopleAreKnown, settingsFor } from "./harness.ts";
import { ANA, ask } from "./people.ts";

const toClose: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of toClose.splice(0).toReversed()) await close();
});

function listen(server: Server): Promise<number> {
  toClose.push(
    () => server.close(),
    () => server.closeAllConnections(),
  );
  return listenOnLoopback(server);
}

it("Slack is reached through a proxy and by a private authority's certificate, and vtctld never through it", async () => {
  const around = await openSurroundings();
  toClose.push(() => around.close());
  const { ca, server } = makeCertificates();
  const folder = mkdtempSync(join(tmpdir(), "tandem-proxy-"));
  toClose.push(() => rmSync(folder, { recursive: true }));
  const caFile = join(folder, "ca.pem");
  writeFileSync(caFile, ca);

  const practice = new URL(around.slack.apiUrl);
  const overTls = createTlsServer(server, (asking, answering) => {
    const { method, url: path, headers } = asking;
    const onward = request(practice, { method, path, headers: { ...headers, host: practice.host } }, (answer) => {
      answering.writeHead(answer.statusCode ?? 500, answer.headers);
      answer.pipe(answering);
    });
    asking.pipe(onward);
  });
  const slackOverTls = await listen(overTls);
  const asked: (string | undefined)[] = [];
  const proxy = createServer();
  // Only the proxy knows where slack.test is.
  proxy.on("connect", ({ url }, socket: Socket) => {
    asked.push(url);
    const slack = connect(slackOverTls, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      socket.pipe(slack).pipe(socket);
    });
    for (const end of [socket, slack]) end.on("error", () => undefined);
    toClose.push(
      () => socket.destroy(),
      () => slack.destroy(),
    );
  });
  const proxyPort = await listen(proxy);

  const env = settingsFor(around, {
    SLACK_API_URL: "https://slack.test/api/",
    HTTPS_PROXY: `http://127.0.0.1:${proxyPort}`,
    // What grpc-js would heed.
    https_proxy: `http://127.0.0.1:${proxyPort}`,
    NODE_EXTRA_CA_CERTS: caFile,
  });
  const role = await startRole("both", env, { program: MAIN });
  toClose.push(() => role.stop());
  await peopleAreKnown(around);

  expect(await ask(around, ANA, "list")).toContain("No moves");
  expect(new Set(asked)).toEqual(new Set(["slack.test:443"]));
}, 60_000);
