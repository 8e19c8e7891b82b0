import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

let empty: string;
beforeEach(() => {
  empty = mkdtempSync(join(tmpdir(), "tandem-path-"));
});
afterEach(() => rmSync(empty, { recursive: true }));

function setup(path: string, ...args: readonly string[]) {
  return spawnSync(process.execPath, ["deploy/setup.mjs", ...args], { encoding: "utf8", env: { PATH: path }, timeout: 30_000 });
}

test("it says nothing if everything is installed", () => {
  const { status, stdout, stderr } = setup(process.env["PATH"] ?? "");
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "", stderr: "" });
});

test("without Redis and without a way to install it, one line says what to do", () => {
  const { status, stderr } = setup(empty);
  expect(status).toBe(1);
  expect(stderr.trim().split("\n")).toEqual([
    "Installing a Redis server for tests and demo.",
    "Tests and demo need redis-server or valkey-server on the PATH, and it could not be installed (no apt-get and no brew here). Install one and run this again.",
  ]);
});

test("for packages alone Redis does not matter", () => {
  const { status, stderr } = setup(empty, "--packages-only");
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
});
