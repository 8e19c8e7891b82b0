import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** Resident memory of a process in MB (10⁶ bytes), as the operating system counts it. */
export function residentMb(pid: number): number {
  // Slim images have no `ps`; macOS has no `/proc`.
  const kib =
    process.platform === "linux"
      ? /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]
      : execFileSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" }).trim();
  if (kib === undefined) throw new Error(`process ${pid} has no resident memory`);
  return (Number(kib) * 1024) / 1_000_000;
}

/** The same, but divides each shared page, such as Node's own program, among its processes; undefined if the system does not report it. */
export function proportionalMb(pid: number): number | undefined {
  if (process.platform !== "linux") return undefined;
  const kib = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1];
  return kib === undefined ? undefined : (Number(kib) * 1024) / 1_000_000;
}
