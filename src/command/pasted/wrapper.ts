import { isProblem } from "../words/refusals.ts";
import { splitLine } from "../words/split.ts";
import { isClient } from "../words/client.ts";

/** A shell line without the words that run the client elsewhere or as another user. */
export interface Unwrapped {
  readonly words: readonly string[];
  /** What was left out: only the first words, since the value of a setting can be a secret. */
  readonly ignored: readonly string[];
}

const RUNS_OTHERS =
  /^(?:\S*\/)?(?:sudo|doas|env|time|nohup|exec|command|timeout|watch|ssh|kubectl|oc|minikube|microk8s|docker|docker-compose|podman|nerdctl|crictl|bash|sh|zsh)$/i;
const SETTING = /^([A-Za-z_]\w*)=/;

/** Extracts the client's line from `kubectl exec … -- vtctldclient …`, `sudo …`, `VAR=x …` and `ssh host 'vtctldclient …'`. */
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
