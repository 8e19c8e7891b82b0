import { isProblem } from "../words/refusals.ts";
import { splitLine } from "../words/split.ts";
import { isClient } from "../words/client.ts";

/** A line for a shell without what runs the client somewhere, or as somebody. */
export interface Unwrapped {
  readonly words: readonly string[];
  /** What was left out: by their first words only, for a setting's value can be a secret. */
  readonly ignored: readonly string[];
}

const RUNS_OTHERS =
  /^(?:\S*\/)?(?:sudo|doas|env|time|nohup|exec|command|timeout|watch|ssh|kubectl|oc|minikube|microk8s|docker|docker-compose|podman|nerdctl|crictl|bash|sh|zsh)$/i;
const SETTING = /^([A-Za-z_]\w*)=/;

/** `kubectl exec … -- vtctldclient …`, `sudo vtctldclient …`, `VAR=x vtctldclient …`, `ssh host 'vtctldclient …'`: the client's own line. */
export function unwrapLine(words: readonly string[]): Unwrapped {
  const [first = ""] = words;
  const setting = SETTING.exec(first)?.[1];
  if (setting === undefined && !RUNS_OTHERS.test(first)) return { words, ignored: [] };
  const at = words.findIndex(isClient);
  const what = setting ?? first;
  if (at > 0) return { words: words.slice(at), ignored: [what] };
  for (const word of words.slice(1)) {
    const inner = /\s/.test(word) ? splitLine(word) : [];
    if (!isProblem(inner) && isClient(inner[0] ?? "")) return { words: inner, ignored: [what] };
  }
  return { words, ignored: [] };
}
