import { Redis } from "ioredis";
import { expect, onTestFinished, test } from "vitest";
import { startRedis } from "../../../practice/redis.ts";
import { openRedis } from "../../../src/store/redis/connect.ts";
import type { Connection } from "../../../src/store/redis/connection.ts";

/** True if Redis takes what the connection asks. */
function isUp(connection: Connection): Promise<boolean> {
  return connection.ping().then(
    () => true,
    () => false,
  );
}

test("after Redis got another password a connection, and one that was duplicated from it, log in with the new one", async () => {
  let password = "first";
  const server = await startRedis({ args: ["--requirepass", password] });
  onTestFinished(() => server.close());
  const connection = openRedis(
    server.url,
    "records",
    () => {},
    () => password,
  );
  if (!(connection instanceof Redis)) throw new Error("this address is no Cluster");
  const duplicate = connection.duplicate();
  duplicate.on("error", () => {});
  const other = openRedis(`redis://:${password}@127.0.0.1:${server.port}`, "records", () => {});
  onTestFinished(() => [connection, duplicate, other].forEach((one) => one.disconnect()));
  for (const one of [connection, duplicate, other]) await expect.poll(() => isUp(one)).toBe(true);

  await connection.call("CONFIG", "SET", "requirepass", "second");
  password = "second";
  await connection.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "no").catch(() => undefined);
  for (const one of [connection, duplicate]) await expect.poll(() => isUp(one), { timeout: 30_000 }).toBe(true);
  expect(await isUp(other)).toBe(false);
});
