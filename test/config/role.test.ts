import { expect, test } from "vitest";
import { ConfigError } from "../../src/config/problems.ts";
import { readRole } from "../../src/config/role.ts";

test("a process runs both roles unless one is given", () => {
  expect(readRole([])).toBe("both");
  expect(readRole(["--role", "app"])).toBe("app");
  expect(readRole(["--role=worker"])).toBe("worker");
  expect(readRole(["--role", "both"])).toBe("both");
});

test.each([[["--role"]], [["--role", "workers"]], [["app"]], [["--role", "app", "--role", "worker"]], [["--verbose"]]])(
  "%j is refused",
  (argv) => {
    expect(() => readRole(argv)).toThrow(ConfigError);
  },
);

test("the refusal lists the valid roles", () => {
  expect(() => readRole(["--role", "workers"])).toThrow(/says "--role workers"; it takes nothing, or one of --role app, --role worker/);
});
