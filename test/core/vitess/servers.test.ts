import { expect, test } from "vitest";
import { isExampleServer, toServerKey } from "../../../src/core/vitess/servers.ts";
import { DOCUMENTED_LINES } from "../../command/documented-lines/lines.ts";
import { parse } from "../../../src/command/parse.ts";

test.each(["localhost:15999", "LOCALHOST:15999", "127.0.0.1:15999", "127.0.1.1:15999", "[::1]:15999", "0.0.0.0:15999"])(
  "%s is this machine, under whatever name",
  (address) => {
    expect(toServerKey(address)).toBe(toServerKey("localhost:15999"));
  },
);

test("another port is another server", () => {
  expect(toServerKey("localhost:15991")).not.toBe(toServerKey("127.0.0.1:15999"));
});

test.each([
  "vtctld.host:15999",
  "vtctld_host:15999",
  "<vtctld_host>:15999",
  "$VTCTLD:15999",
  "{{server}}",
  "localhost:1",
  "127.0.0.1",
  "vtctld:15999",
  "vtctld.example.com:15999",
  "host:15999",
])("%s is an example", (address) => {
  expect(isExampleServer(address)).toBe(true);
});

test.each(["h:1", "vtctld.prod:15999", "vtctld-2.dc1.internal:15999", "10.0.0.7:15999", "vtctld.myhost.net:15999"])(
  "%s is a real server",
  (address) => {
    expect(isExampleServer(address)).toBe(false);
  },
);

test("every server named in the Vitess documentation is an example", () => {
  const servers = DOCUMENTED_LINES.flatMap(({ line }) => {
    const parsed = parse(line);
    return parsed.kind === "command" && parsed.server !== undefined ? [parsed.server] : [];
  });
  expect(servers.length).toBeGreaterThan(40);
  expect(servers.filter((server) => !isExampleServer(server))).toEqual([]);
});
