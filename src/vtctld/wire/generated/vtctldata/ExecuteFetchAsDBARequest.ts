// Original file: src/vtctld/wire/proto/vtctldata.proto

import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';
import type { Long } from '@grpc/proto-loader';

export interface ExecuteFetchAsDBARequest {
  'tablet_alias'?: (_topodata_TabletAlias | null);
  'query'?: (string);
  'max_rows'?: (number | string | Long);
  'disable_binlogs'?: (boolean);
  'reload_schema'?: (boolean);
}

export interface ExecuteFetchAsDBARequest__Output {
  'tablet_alias'?: (_topodata_TabletAlias__Output);
  'query'?: (string);
  'max_rows'?: (string);
  'disable_binlogs'?: (boolean);
  'reload_schema'?: (boolean);
}
