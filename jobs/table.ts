import type { Handlers } from "../src/queue/handlers.ts";
import { answerCommandHandler } from "./answer-command.ts";
import { carryOutHandler } from "./carry-out.ts";
import { expireRequestHandler } from "./expire-request.ts";
import { publishCardsHandler, publishHomeHandler, publishNoticeHandler, publishThreadHandler } from "./publish.ts";
import { refreshCatalogueHandler } from "./refresh-catalogue.ts";
import { refreshMembersHandler, scanHandler, sweepHandler } from "./upkeep.ts";
import { watchKeyspaceHandler } from "./watch-keyspace.ts";
import { watchVDiffHandler } from "./watch-vdiff.ts";

/** Everything that the handlers call. */
export type HandlerDeps = Parameters<typeof answerCommandHandler>[0] &
  Parameters<typeof carryOutHandler>[0] &
  Parameters<typeof expireRequestHandler>[0] &
  Parameters<typeof watchKeyspaceHandler>[0] &
  Parameters<typeof watchVDiffHandler>[0] &
  Parameters<typeof publishThreadHandler>[0] &
  Parameters<typeof publishCardsHandler>[0] &
  Parameters<typeof publishHomeHandler>[0] &
  Parameters<typeof refreshCatalogueHandler>[0] &
  Parameters<typeof refreshMembersHandler>[0] &
  Parameters<typeof publishNoticeHandler>[0] &
  Parameters<typeof scanHandler>[0] &
  Parameters<typeof sweepHandler>[0];

/** All jobs of Tandem. A job without a handler does not compile. */
export function handlerTable(deps: HandlerDeps): Handlers {
  return {
    "answer-command": answerCommandHandler(deps),
    "carry-out": carryOutHandler(deps),
    "expire-request": expireRequestHandler(deps),
    "watch-keyspace": watchKeyspaceHandler(deps),
    "watch-vdiff": watchVDiffHandler(deps),
    "publish-thread": publishThreadHandler(deps),
    "publish-cards": publishCardsHandler(deps),
    "publish-home": publishHomeHandler(deps),
    "publish-notice": publishNoticeHandler(deps),
    "refresh-catalogue": refreshCatalogueHandler(deps),
    "refresh-members": refreshMembersHandler(deps),
    scan: scanHandler(deps),
    sweep: sweepHandler(deps),
  };
}
