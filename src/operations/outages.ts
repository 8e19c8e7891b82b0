interface Log {
  warn(fields: object, words: string): void;
  info(fields: object, words: string): void;
  debug(fields: object, words: string): void;
}

/** Logs each outage twice, however often it is met: when it begins, and when it is over, with how often it was met. */
export interface Outages {
  meet(what: string, words: string, fields: Readonly<Record<string, unknown>>): void;
  /** Logs nothing if this outage was never met. */
  end(what: string, words: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** Starts with no outage known. */
export function openOutages(log: Log): Outages {
  const met = new Map<string, number>();
  return {
    meet(what, words, fields) {
      const times = met.get(what) ?? 0;
      met.set(what, times + 1);
      log[times === 0 ? "warn" : "debug"](fields, words);
    },
    end(what, words, fields = {}) {
      const times = met.get(what);
      if (met.delete(what)) log.info({ ...fields, times }, words);
    },
  };
}
