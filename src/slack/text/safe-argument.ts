/** A name that can stand in a line to paste; a placeholder where it could not. */
export function toSafeArgument(name: string): string {
  return /^[A-Za-z0-9._/-]{1,140}$/.test(name) ? name : "target_keyspace.workflow";
}
