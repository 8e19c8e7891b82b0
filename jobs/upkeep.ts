interface Deps {
  readonly refreshMembers: () => Promise<void>;
  readonly sweep: () => Promise<void>;
  readonly scan: () => Promise<void>;
}

/** Runs again without harm: it replaces the members of each configured group. */
export function refreshMembersHandler({ refreshMembers }: Pick<Deps, "refreshMembers">) {
  return (): Promise<void> => refreshMembers();
}

/** Runs again without harm: it only asks for jobs, and asking twice is one job. */
export function sweepHandler({ sweep }: Pick<Deps, "sweep">) {
  return (): Promise<void> => sweep();
}

/** Runs again without harm: a workflow is offered once. */
export function scanHandler({ scan }: Pick<Deps, "scan">) {
  return (): Promise<void> => scan();
}
