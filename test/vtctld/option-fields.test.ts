import { expect, test } from "vitest";

import { CANCEL } from "../../src/core/options/cancel.ts";
import { COMPLETE } from "../../src/core/options/complete.ts";
import { CREATE } from "../../src/core/options/create.ts";
import { MIRROR } from "../../src/core/options/mirror.ts";
import type { OptionRows } from "../../src/core/options/row.ts";
import { SWITCH } from "../../src/core/options/switch.ts";
import { UPDATE } from "../../src/core/options/update.ts";
import { VDIFF } from "../../src/core/options/vdiff.ts";
import { declared } from "./proto-text.ts";

const { messages } = declared();

/** The fields that rows name and the message, or the one inside it, does not have. */
function unknownFields(message: string, rows: OptionRows): readonly string[] {
  return Object.values(rows).flatMap(({ wire = "" }) => {
    const [field = "", inner] = wire.split(".");
    const found = messages.get(message)?.get(field);
    const isKnown = inner === undefined ? found !== undefined : messages.get(found?.type ?? "")?.has(inner) === true;
    return wire === "" || isKnown ? [] : [wire];
  });
}

test.each<[string, OptionRows]>([
  ["vtctldata.MoveTablesCreateRequest", CREATE],
  ["vtctldata.WorkflowSwitchTrafficRequest", SWITCH],
  ["vtctldata.MoveTablesCompleteRequest", COMPLETE],
  ["vtctldata.WorkflowDeleteRequest", CANCEL],
  ["vtctldata.VDiffCreateRequest", VDIFF],
  ["tabletmanagerdata.UpdateVReplicationWorkflowRequest", UPDATE],
  ["vtctldata.WorkflowMirrorTrafficRequest", MIRROR],
])("every option of %s is a field of it", (message, rows) => {
  expect(messages.has(message)).toBe(true);
  expect(unknownFields(message, rows)).toEqual([]);
});
