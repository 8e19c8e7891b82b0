/** The name if it is safe in a line to paste, else a placeholder. */
export function toSafeArgument(name: string): string {
  return /^[A-Za-z0-9._/-]{1,140}$/.test(name) ? name : "target_keyspace.workflow";
}

/** The same for a pattern, which may have stars. */
export function toSafePattern(pattern: string): string {
  return /^[A-Za-z0-9._/*-]{1,200}$/.test(pattern) ? pattern : "target_keyspace";
}
