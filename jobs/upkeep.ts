interface Deps {
  readonly refreshMembers: () => Promise<void>;
  readonly sweep: () => Promise<void>;
}

/** Runs again without harm: it replaces the members of each configured group. */
export function refreshMembersHandler({ refreshMembers }: Pick<Deps, "refreshMembers">) {
  return (): Promise<void> => refreshMembers();
}

/** Runs again without harm: it only asks for jobs, and asking twice is one job. */
export function sweepHandler({ sweep }: Pick<Deps, "sweep">) {
  return (): Promise<void> => sweep();
}
