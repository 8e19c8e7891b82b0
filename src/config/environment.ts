import { findNearest } from "../command/words/nearest.ts";
import type { Mistake } from "./problems.ts";
import { SETTINGS } from "./settings.ts";

/** The environment of a process. An empty value counts as not set, since compose and shells leave some behind. */
export type Environment = Readonly<Record<string, string | undefined>>;

const OWN_SETTING = /^(?:TANDEM|VTCTLD|SLACK)_/;
// Kubernetes adds these to every pod for a Service called vtctld or tandem; they are nobody's typing error.
const FROM_KUBERNETES = /_(?:SERVICE_HOST|SERVICE_PORT(?:_\w+)?|PORT_\d+_(?:TCP|UDP)(?:_\w+)?)$/;
const KUBERNETES_PORT = /^(?:tcp|udp):\/\//;

const UNSUPPORTED_SETTINGS: Readonly<Record<string, string>> = {
  METRICS_PORT: "this version does not serve metrics yet; leave it out",
};

/**
 * Settings that are set but mean nothing: a typing error in a policy must not silently give its default. `referenced` are the names that a
 * tandem.yaml uses.
 */
export function findUnknownSettings(env: Environment, referenced: ReadonlySet<string>): readonly Mistake[] {
  const known = Object.keys(SETTINGS);
  return Object.keys(env)
    .filter((name) => env[name] !== undefined && env[name] !== "" && !known.includes(name) && !referenced.has(name))
    .flatMap((name) => {
      const later = UNSUPPORTED_SETTINGS[name];
      if (later !== undefined) return [{ setting: name, wrong: "is set", right: later }];
      if (!OWN_SETTING.test(name) || isFromKubernetes(name, env[name] ?? "")) return [];
      const near = findNearest(name, known);
      return [
        {
          setting: name,
          wrong: "is no setting",
          right: near === undefined ? "leave it out; .env.example lists what there is" : `did you mean ${near}?`,
        },
      ];
    })
    .toSorted((a, b) => (a.setting < b.setting ? -1 : 1));
}

function isFromKubernetes(name: string, value: string): boolean {
  return FROM_KUBERNETES.test(name) || (name.endsWith("_PORT") && KUBERNETES_PORT.test(value));
}
