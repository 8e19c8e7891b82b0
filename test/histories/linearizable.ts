/** One operation of a history: what was done, what came of it, and between which moments it took effect. */
export interface Operation<Act, Answer> {
  readonly act: Act;
  /** Absent: nobody knows whether it took effect. It may have at any moment after `from`, or never. */
  readonly answer?: Answer;
  readonly from: number;
  /** When the answer was there; `Infinity` without one. */
  readonly to: number;
}

/** What is checked against: a machine that does one operation after the other. */
export interface Machine<State, Act, Answer> {
  readonly start: State;
  /** The states in which this act with this answer may leave the machine; none if it cannot answer so. Without an answer: any it may give. */
  step(state: State, act: Act, answer: Answer | undefined): readonly State[];
  /** True only if this act with this answer leaves the machine in every state as it was. */
  onlyLooks(act: Act, answer: Answer): boolean;
  /** Equal texts for equal states. */
  key(state: State): string;
}

/**
 * `order`: one in which the machine gives all these answers. `longest`: the longest beginning of one, when there is none. `undecided`: neither
 * was found in as many tries as are allowed.
 */
export type Verdict<Act, Answer> =
  | { readonly kind: "linearizable"; readonly order: readonly Operation<Act, Answer>[] }
  | {
      readonly kind: "not-linearizable" | "undecided";
      readonly longest: readonly Operation<Act, Answer>[];
      readonly left: readonly Operation<Act, Answer>[];
    };

/** Some hundred megabytes and some ten seconds. */
const MOST_TRIED = 1_000_000;

/**
 * Whether the machine, doing one operation at a time, could have given all answers of this history, each between its beginning and its end.
 * The search of Wing and Gong (1993), which like Lowe's (2017) tries no set of operations twice in the same state. Exponential at worst, so it
 * leaves out what cannot matter: an operation without an answer that would change nothing, the second of two equal ones without an answer before
 * the first, and everything else before a look that fits.
 */
export function checkLinearizable<State, Act, Answer>(
  machine: Machine<State, Act, Answer>,
  history: readonly Operation<Act, Answer>[],
  mostTried = MOST_TRIED,
): Verdict<Act, Answer> {
  const operations = history.toSorted((a, b) => a.from - b.from);
  const earlierEquals = operations.map(({ act, answer }, place) =>
    answer !== undefined
      ? undefined
      : operations.findLastIndex((other, at) => at < place && other.answer === undefined && isSame(other.act, act)),
  );
  const states = new Map<string, number>();
  const tried = new Set<string>();
  let longest: readonly number[] = [];

  /** A short name for a state. */
  function nameState(state: State): number {
    const key = machine.key(state);
    const name = states.get(key) ?? states.size;
    states.set(key, name);
    return name;
  }

  /** Where the machine may be after this operation, if it may come next. */
  function follow(place: number, state: State, done: bigint): readonly State[] {
    const operation = operations[place];
    if (operation === undefined) return [];
    const { act, answer } = operation;
    const before = earlierEquals[place] ?? -1;
    if (before >= 0 && !isIn(done, before)) return [];
    const next = machine.step(state, act, answer);
    return answer === undefined ? next.filter((after) => nameState(after) !== nameState(state)) : next;
  }

  function search(done: bigint, state: State, order: readonly number[]): readonly number[] | undefined {
    const left = [...operations.keys()].filter((place) => !isIn(done, place));
    const known = left.filter((place) => operations[place]?.answer !== undefined);
    if (known.length === 0) return order;
    const seen = `${done.toString(36)} ${nameState(state)}`;
    if (tried.has(seen) || tried.size >= mostTried) return undefined;
    tried.add(seen);
    if (order.length > longest.length) longest = order;
    // What begins after another has ended cannot come before it.
    const firstEnd = Math.min(...known.map((place) => operations[place]?.to ?? Infinity));
    const possible = left.filter((place) => (operations[place]?.from ?? Infinity) <= firstEnd);
    const look = possible.find((place) => isLook(place) && follow(place, state, done).length > 0);
    for (const place of look === undefined ? possible : [look]) {
      for (const next of follow(place, state, done)) {
        const found = search(done | (1n << BigInt(place)), next, [...order, place]);
        if (found !== undefined) return found;
      }
    }
    return undefined;
  }

  function isLook(place: number): boolean {
    const operation = operations[place];
    return operation?.answer !== undefined && machine.onlyLooks(operation.act, operation.answer);
  }

  const inOrder = (places: readonly number[]) => places.flatMap((place) => operations[place] ?? []);
  const order = search(0n, machine.start, []);
  if (order !== undefined) return { kind: "linearizable", order: inOrder(order) };
  return {
    kind: tried.size >= mostTried ? "undecided" : "not-linearizable",
    longest: inOrder(longest),
    left: operations.filter((_, place) => !longest.includes(place)),
  };
}

function isIn(done: bigint, place: number): boolean {
  return (done & (1n << BigInt(place))) !== 0n;
}

function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
