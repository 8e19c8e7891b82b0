import type { Workspace } from "./workspace.ts";

export type Found<T> = Exclude<T, false | null | undefined>;

/** Checks at once and after every change of the workspace; resolves with the first value that is not false, null or undefined. */
export function waitFor<T>(workspace: Workspace, look: () => T, timeoutMs = 5000): Promise<Found<T>> {
  return new Promise((resolve, reject) => {
    const stop = workspace.onChange(check);
    const timer = setTimeout(() => {
      stop();
      reject(new Error(`not seen within ${timeoutMs} ms: ${look.toString()}; last calls: ${describeLastCalls(workspace)}`));
    }, timeoutMs);

    function check(): void {
      try {
        const value = look();
        if (isFound(value)) finish(() => resolve(value));
      } catch (error) {
        finish(() => reject(error instanceof Error ? error : new Error(String(error))));
      }
    }

    function finish(settle: () => void): void {
      clearTimeout(timer);
      stop();
      settle();
    }
    check();
  });
}

function isFound<T>(value: T): value is Found<T> {
  return value !== undefined && value !== null && value !== false;
}

function describeLastCalls(workspace: Workspace): string {
  return workspace.calls
    .slice(-5)
    .map((call) => `${call.method} → ${call.answer}`)
    .join(", ");
}
