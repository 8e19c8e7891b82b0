import { readdirSync, readFileSync } from "node:fs";
import { z } from "zod";

const SAMPLES = new URL("./records-0.1.0/", import.meta.url);

/** One stored record of an earlier Tandem: see `records-0.1.0/README.md`. */
export interface StoredSample {
  /** What it is, such as `move/planned`. */
  readonly what: string;
  readonly key: string;
  /** `{"v": format, "d": document}` as stored in Redis, without anything around it. */
  readonly text: string;
  /** The name of its field, if it is one of a hash. */
  readonly field?: string;
}

const ON_FILE = z.union([
  z.strictObject({ key: z.string(), type: z.literal("hash"), value: z.record(z.string(), z.string()) }),
  z.strictObject({ key: z.string(), type: z.literal("string"), value: z.string() }),
  z.strictObject({ key: z.string(), type: z.literal("list"), value: z.tuple([z.string()]) }),
]);

/** All samples of a kind, such as `move`, or the one with a name, such as `names/cluster`; never none. */
export function storedSamples(kind: string): readonly [StoredSample, ...StoredSample[]] {
  const [folderName = "", only] = kind.split("/");
  const folder = new URL(`${folderName}/`, SAMPLES);
  const [first, ...others] = readdirSync(folder)
    .filter((name) => only === undefined || name === `${only}.json`)
    .toSorted()
    .map((name) => {
      const sample = ON_FILE.parse(JSON.parse(readFileSync(new URL(name, folder), "utf8")));
      return { what: `${folderName}/${name.slice(0, -".json".length)}`, key: sample.key, ...documentIn(sample) };
    });
  if (first === undefined) throw new Error(`no samples of ${kind}`);
  return [first, ...others];
}

/** Entries and snapshots have their time before the document. */
function documentIn({ type, value }: z.output<typeof ON_FILE>): Pick<StoredSample, "text" | "field"> {
  if (type === "string") return { text: value };
  if (type === "list") return { text: behindTime(value[0]) };
  if (value["json"] !== undefined) return { text: value["json"] };
  const [[field, text] = ["", ""]] = Object.entries(value);
  return { field, text: behindTime(text) };
}

function behindTime(text: string): string {
  return text.slice(text.indexOf("{"));
}
