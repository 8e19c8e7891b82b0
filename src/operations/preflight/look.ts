import { type Looked, type Sampled, toSeen } from "../../core/preflight/facts/looked.ts";
import { attempt, Fault } from "../fault.ts";

/** How many reads run at the same time: preflight must not keep vtctld busy. */
const AT_ONCE = 8;

/** Makes a failed read a fact. If the connected version lacks the call, the result is unseen without a reason. */
export async function look<T>(read: () => Promise<T>): Promise<Looked<T>> {
  const answer = await attempt(read);
  if (!(answer instanceof Fault)) return toSeen(answer);
  return { kind: "unseen", why: answer.kind === "unsupported" ? "" : answer.message || answer.kind };
}

/** Like {@link look}, for a read that returns undefined if the version has no such call. */
export async function lookIfAny<T>(read: () => Promise<T | undefined>): Promise<Looked<T>> {
  const looked = await look(read);
  if (looked.kind === "unseen") return looked;
  return looked.value === undefined ? { kind: "unseen", why: "" } : toSeen(looked.value);
}

/** Makes the same read in the first `most` places, a few at a time. */
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

/** Nothing was read, and nothing had to be. */
export const NOWHERE: Sampled<never> = { of: 0, looked: [] };
