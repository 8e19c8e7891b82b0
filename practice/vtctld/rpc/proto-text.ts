// The text form does not mark maps, or enums as opposed to strings; the messages shown this way have these.
const MAPS = ["keyspaces", "vindexes", "tables", "params"];
const ENUMS = ["tenant_id_column_type"];

/** A message in protobuf's own text, as the topology shows a document: a map by its keys, and of empty fields only messages. */
export function formatProtoText(message: object): string {
  return Object.entries(message)
    .flatMap(([name, value]: [string, unknown]) => formatProtoField(name, value))
    .join(" ");
}

function formatProtoField(name: string, value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => formatProtoField(name, item));
  if (typeof value === "object" && value !== null) {
    if (!MAPS.includes(name)) return [`${name}:{${formatProtoText(value)}}`];
    const entries = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
    return entries.map(
      ([key, one]: [string, unknown]) => `${name}:{key:${JSON.stringify(key)} ${formatProtoField("value", one).join("")}}`,
    );
  }
  if (value === undefined || value === false || value === "" || value === 0) return [];
  return [`${name}:${typeof value === "string" && ENUMS.includes(name) ? value : JSON.stringify(value)}`];
}
