import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { textsOf } from "./go-texts.ts";

/**
 * Collects Vitess's error texts: `npx tsx test/core/explain/vitess/main.ts <folder>`, where the folder has one subfolder per release, as
 * `GOMODCACHE=<folder> go mod download vitess.io/vitess@v0.24.4` creates them. New texts then need a rule or a reason.
 */
const PACKAGES = [
  "binlog/binlogplayer",
  "discovery",
  "mysqlctl",
  "topo",
  "topotools",
  "vtctl/grpcvtctldserver",
  "vtctl/schematools",
  "vtctl/workflow",
  "vttablet/grpctmclient",
  "vttablet/tabletmanager",
  "vttablet/tabletserver/schema",
  "vttablet/tabletserver/throttle",
  "vttablet/tabletserver/vstreamer",
  "wrangler",
];

// Tests, fakes, and backup and restore code, which no call of Tandem's reaches.
const LEFT_OUT =
  /_test\.go$|fuzz\.go$|(?:^|\/)(?:fake|testlib|test|memorytopo|backup|s3backup|gcsbackup|azblobbackup|cephbackup|filebackup|builtinbackup|xtrabackup|mysqlshellbackup|compression|clone|blackbox|restore|rpc_backup)/;

interface Found {
  readonly file: string;
  readonly said: string;
  readonly text: string;
  readonly majors: readonly number[];
}

const [folder = ""] = process.argv.slice(2);
const found = new Map<string, Found>();
for (const release of readdirSync(folder)
  .filter((name) => /^vitess@v0\.\d+/.test(name))
  .toSorted(byMajor)) {
  for (const one of PACKAGES) for (const file of goFiles(`${folder}/${release}/go/vt/${one}`)) collect(one, file, majorOf(release));
}
const lines = [...found.values()].map(({ file, said, text, majors }) =>
  [`${Math.min(...majors)}`, `${Math.max(...majors)}`, file, said, text.trim()].join("\t"),
);
writeFileSync(
  new URL("./texts.tsv", import.meta.url),
  `${["since\tuntil\tfile\tfunction\ttext", ...lines.toSorted(byPlace)].join("\n")}\n`,
);
console.log(`${found.size} texts`);

function collect(one: string, file: string, major: number): void {
  const shown = file.replace(/^.*\/go\/vt\//, "");
  for (const { said, text } of textsOf(readFileSync(file, "utf8"))) {
    // Its location in the newest release that has it.
    const key = `${one}\t${text}`;
    found.set(key, { file: shown, said, text, majors: [...(found.get(key)?.majors ?? []), major] });
  }
}

function goFiles(path: string): readonly string[] {
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".go") && !LEFT_OUT.test(name))
    .map((name) => `${path}/${name}`);
}

function majorOf(release: string): number {
  return Number(/^vitess@v0\.(\d+)/.exec(release)?.[1]);
}

function byMajor(a: string, b: string): number {
  return majorOf(a) - majorOf(b);
}

function byPlace(a: string, b: string): number {
  const [one = "", other = ""] = [a, b].map((line) => line.split("\t").slice(2).join("\t"));
  return one < other ? -1 : one > other ? 1 : 0;
}
