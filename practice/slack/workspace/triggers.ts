/** A trigger_id lives three seconds and opens one view (docs/facts/slack-limits.md#trigger). */
const TRIGGER_LIFE_MS = 3000;

export interface Triggers {
  /** `viewId` is the modal in which the interaction happened: only such a trigger may push. */
  issue(user: string, viewId?: string): string;
  spend(id: string): TriggerUse;
}

export type TriggerUse =
  | { readonly user: string; readonly viewId: string | undefined }
  | { readonly error: "invalid_trigger_id" | "expired_trigger_id" | "exchanged_trigger_id" };

export function createTriggers(now: () => Date): Triggers {
  const issued = new Map<string, { readonly user: string; readonly viewId: string | undefined; readonly at: number; spent: boolean }>();
  return {
    issue(user, viewId) {
      const id = `${1000 + issued.size}.${user.slice(1)}.trigger`;
      issued.set(id, { user, viewId, at: now().getTime(), spent: false });
      return id;
    },
    spend(id) {
      const trigger = issued.get(id);
      if (!trigger) return { error: "invalid_trigger_id" };
      if (trigger.spent) return { error: "exchanged_trigger_id" };
      if (now().getTime() - trigger.at > TRIGGER_LIFE_MS) return { error: "expired_trigger_id" };
      trigger.spent = true;
      return { user: trigger.user, viewId: trigger.viewId };
    },
  };
}
