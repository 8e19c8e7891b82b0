import { expect, test } from "vitest";
import { COMPLETED, playsWhole } from "./whole-move.ts";

const NAME = "customer.commerce2customer";
const CALLS = [
  `create ${NAME} from commerce customer,corder`,
  `vdiff ${NAME}`,
  `switch ${NAME} PRIMARY,REPLICA,RDONLY dry run`,
  `switch ${NAME} PRIMARY,REPLICA,RDONLY dry run`,
  `switch ${NAME} REPLICA,RDONLY`,
  `switch ${NAME} PRIMARY`,
  `reverse ${NAME} PRIMARY,REPLICA,RDONLY`,
  `switch ${NAME} PRIMARY,REPLICA,RDONLY dry run`,
  `switch ${NAME} REPLICA,RDONLY`,
  `switch ${NAME} PRIMARY`,
  `complete ${NAME} renaming dry run`,
  `complete ${NAME} renaming`,
];

test.each([18, 21, 23, 24])("Vitess %i: a whole move, with calls of its own", { timeout: 90_000 }, async (version) => {
  expect(await playsWhole(version)).toEqual({ calls: CALLS, left: COMPLETED });
});
