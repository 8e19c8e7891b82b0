import { readFileSync } from "node:fs";

// Prints what the mutation run left: how much of each group of files the tests hold, and what they do not. Ends with 1 below 90 %.

const LEAST_PERCENT = 90;

const GROUPS: Readonly<Record<string, RegExp>> = {
  lifecycles: /core\/operation\/(execution\/|request\/approval)/,
  gates: /outcome\/gates/,
  verdict: /outcome\/verdict/,
  votes: /announce\/votes/,
  situation: /core\/situation\//,
  redaction: /explain\/redact/,
};

interface Mutant {
  readonly status: string;
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly location: { readonly start: { readonly line: number } };
}

interface Report {
  readonly files: Readonly<Record<string, { readonly mutants: readonly Mutant[] }>>;
}

const { files } = JSON.parse(readFileSync(".reports/mutation.json", "utf8")) as Report;

const left = ({ status }: Mutant): boolean => status === "Survived" || status === "NoCoverage";

const rows = Object.entries(GROUPS).map(([group, where]) => {
  const mutants = Object.entries(files)
    .filter(([file]) => where.test(file))
    .flatMap((one) => one[1].mutants)
    .filter(({ status }) => status !== "RuntimeError" && status !== "Ignored");
  const survived = mutants.filter(left).length;
  return { group, mutants: mutants.length, survived, percent: Math.floor((1_000 * (mutants.length - survived)) / mutants.length) / 10 };
});

for (const [file, { mutants }] of Object.entries(files))
  for (const { location, mutatorName, replacement = "" } of mutants.filter(left))
    console.log(`${file}:${location.start.line} ${mutatorName} ${replacement.replaceAll(/\s+/g, " ").slice(0, 80)}`);
console.table(rows);
process.exitCode = rows.every(({ percent }) => percent >= LEAST_PERCENT) ? 0 : 1;
