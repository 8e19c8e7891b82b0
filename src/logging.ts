import { type DestinationStream, type Logger, pino } from "pino";
import { SECRET_FIELDS, withoutSecrets } from "./slack/web-api/secrets.ts";

const VTCTLD_SECRETS = ["username", "password", "credentials"].flatMap((field) => [field, `*.${field}`, `*.*.${field}`]);

/** Opens the log. Errors are logged under `err`, without credentials in their texts; secret fields are removed wherever they occur. */
export function openLog(level: string, out: DestinationStream): Logger {
  return pino({ level, redact: [...SECRET_FIELDS, ...VTCTLD_SECRETS], serializers: { err: serializeError } }, out);
}

/** What the log keeps of an error: never the error itself, whose fields may hold headers, payloads or addresses. A defect has its stack. */
function serializeError(error: unknown): object {
  if (!(error instanceof Error)) return { type: typeof error, message: withoutSecrets(String(error)) };
  const kind = "kind" in error && typeof error.kind === "string" ? { kind: error.kind } : { stack: withoutSecrets(error.stack ?? "") };
  return { type: error.name, message: withoutSecrets(error.message), ...kind };
}
