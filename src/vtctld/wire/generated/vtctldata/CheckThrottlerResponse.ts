// Original file: src/vtctld/wire/proto/vtctldata.proto

import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';
import type { CheckThrottlerResponse as _tabletmanagerdata_CheckThrottlerResponse, CheckThrottlerResponse__Output as _tabletmanagerdata_CheckThrottlerResponse__Output } from '../tabletmanagerdata/CheckThrottlerResponse.ts';

export interface CheckThrottlerResponse {
  'tablet_alias'?: (_topodata_TabletAlias | null);
  'Check'?: (_tabletmanagerdata_CheckThrottlerResponse | null);
}

export interface CheckThrottlerResponse__Output {
  'tablet_alias'?: (_topodata_TabletAlias__Output);
  'Check'?: (_tabletmanagerdata_CheckThrottlerResponse__Output);
}
