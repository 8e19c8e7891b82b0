import { CANCEL_DEFAULTS } from "../../core/options/options.ts";
import { isProblem } from "../words/refusals.ts";
import { type AnyVerb, defineVerb, requireOnlyName } from "./verb.ts";

export const CANCEL = defineCancel("cancel");
export const DELETE = defineCancel("delete");

function defineCancel(verb: "cancel" | "delete"): AnyVerb {
  return defineVerb(verb, {
    build(ask, given) {
      const name = requireOnlyName(ask, verb);
      return isProblem(name) ? name : { verb, name, options: { ...CANCEL_DEFAULTS, ...given } };
    },
  });
}
