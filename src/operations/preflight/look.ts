import { type Looked, type Sampled, lookedAt } from "../../core/preflight/looked.ts";
import { attempt, Fault } from "../fault.ts";

/** One after another so many at a time: preflight is not what a vtctld should be busy with. */
const AT_ONCE = 8;

/** A read whose failure is a fact. What the connected version does not have is unseen without a reason. */
export async function look<T>(read: () => Promise<T>): Promise<Looked<T>> {
  const answer = await attempt(read);
  if (!(answer instanceof Fault)) return lookedAt(answer);
  return { kind: "unseen", why: answer.kind === "unsupported" ? "" : answer.message || answer.kind };
}

/** As {@link look}, for a read that answers undefined where the version has no such call. */
export async function lookIfAny<T>(read: () => Promise<T | undefined>): Promise<Looked<T>> {
  const looked = await look(read);
  if (looked.kind === "unseen") return looked;
  return looked.value === undefined ? { kind: "unseen", why: "" } : lookedAt(looked.value);
}

/** The same read in many places: in the first `most` of them, a few at a time. */
export async function lookIn<P, T>(
  places: readonly P[],
  most: number,
  nameOf: (place: P) => string,
  read: (place: P) => Promise<Looked<T>>,
): Promise<Sampled<T>> {
  const asked = places.slice(0, most);
  const looked: { where: string; look: Looked<T> }[] = [];
  for (let from = 0; from < asked.length; from += AT_ONCE) {
    const some = asked.slice(from, from + AT_ONCE);
    looked.push(...(await Promise.all(some.map(async (place) => ({ where: nameOf(place), look: await read(place) })))));
  }
  return { of: places.length, looked };
}

/** Nothing was asked there, and nothing had to be. */
export const NOWHERE: Sampled<never> = { of: 0, looked: [] };
