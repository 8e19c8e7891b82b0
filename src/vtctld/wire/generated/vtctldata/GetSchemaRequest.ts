// Original file: src/vtctld/wire/proto/vtctldata.proto

import type { TabletAlias as _topodata_TabletAlias, TabletAlias__Output as _topodata_TabletAlias__Output } from '../topodata/TabletAlias.ts';

export interface GetSchemaRequest {
  'tablet_alias'?: (_topodata_TabletAlias | null);
  'tables'?: (string)[];
  'exclude_tables'?: (string)[];
  'include_views'?: (boolean);
  'table_names_only'?: (boolean);
  'table_sizes_only'?: (boolean);
  'table_schema_only'?: (boolean);
}

export interface GetSchemaRequest__Output {
  'tablet_alias'?: (_topodata_TabletAlias__Output);
  'tables'?: (string)[];
  'exclude_tables'?: (string)[];
  'include_views'?: (boolean);
  'table_names_only'?: (boolean);
  'table_sizes_only'?: (boolean);
  'table_schema_only'?: (boolean);
}
