/** The simulator's time: real time × speed, plus what `advance` added. Sleepers wake when their time has come, not earlier. */
export interface SimulatorClock {
  /** Simulated milliseconds since the epoch. */
  now(): number;
  /** Moves simulated time forward at once, and wakes whoever sleeps until then. */
  advance(ms: number): void;
  /** 1 = real time, 10 = ten times faster, 0 = time stands still until `advance`. */
  setSpeed(speed: number): void;
  /** Resolves when simulated time has moved on by `ms`; rejects with the signal's reason if it is aborted. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
  /** Wakes nobody any more; sleepers stay asleep. For closing. */
  stop(): void;
}

interface Sleeper {
  due: number;
  wake: () => void;
}

/** A clock that starts at `start` (milliseconds since the epoch). */
export function createClock(start: number, initialSpeed = 1): SimulatorClock {
  let base = start;
  let realBase = performance.now();
  let speed = initialSpeed;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;
  const sleepers = new Set<Sleeper>();

  const now = (): number => base + (performance.now() - realBase) * speed;

  function rebase(): void {
    base = now();
    realBase = performance.now();
  }

  function wakeTheDue(): void {
    clearTimeout(timer);
    const at = now();
    for (const sleeper of sleepers) {
      if (sleeper.due > at) continue;
      sleepers.delete(sleeper);
      sleeper.wake();
    }
    schedule();
  }

  function schedule(): void {
    clearTimeout(timer);
    if (stopped || speed <= 0 || sleepers.size === 0) return;
    const due = Math.min(...[...sleepers].map((sleeper) => sleeper.due));
    // Node's longest timer is 2^31-1 ms; a shorter one only wakes and checks again.
    timer = setTimeout(wakeTheDue, Math.min(Math.max(0, (due - now()) / speed) + 1, 60_000));
  }

  return {
    now,
    advance(ms) {
      rebase();
      base += ms;
      wakeTheDue();
    },
    setSpeed(next) {
      rebase();
      speed = next;
      schedule();
    },
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        const onAbort = (): void => {
          sleepers.delete(sleeper);
          reject(signal?.reason instanceof Error ? signal.reason : new Error("aborted"));
        };
        const sleeper: Sleeper = {
          due: now() + ms,
          wake: () => {
            signal?.removeEventListener("abort", onAbort);
            resolve();
          },
        };
        if (signal?.aborted === true) {
          onAbort();
          return;
        }
        if (ms <= 0) {
          resolve();
          return;
        }
        signal?.addEventListener("abort", onAbort, { once: true });
        sleepers.add(sleeper);
        schedule();
      });
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
    },
  };
}
