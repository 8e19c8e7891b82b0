/** Reads the fields of a JSON object that Tandem wrote into a text of Slack's or its own; undefined for any other text. */
export function readJsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  const value: unknown = text.startsWith("{") ? JSON.parse(text) : undefined;
  return typeof value === "object" && value !== null ? { ...value } : undefined;
}
