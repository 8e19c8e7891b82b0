// Original file: src/vtctld/wire/proto/vtctldata.proto

import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';

export interface RefreshStateRequest {
  'tablet_alias'?: (_topodata_TabletAlias | null);
}

export interface RefreshStateRequest__Output {
  'tablet_alias'?: (_topodata_TabletAlias__Output);
}
