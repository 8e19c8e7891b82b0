// Original file: src/vtctld/wire/proto/vschema.proto

import type { ColumnVindex as _vschema_ColumnVindex, ColumnVindex__Output as _vschema_ColumnVindex__Output } from '../vschema/ColumnVindex.ts';
import type { AutoIncrement as _vschema_AutoIncrement, AutoIncrement__Output as _vschema_AutoIncrement__Output } from '../vschema/AutoIncrement.ts';
import type { Column as _vschema_Column, Column__Output as _vschema_Column__Output } from '../vschema/Column.ts';

export interface Table {
  'type'?: (string);
  'column_vindexes'?: (_vschema_ColumnVindex)[];
  'auto_increment'?: (_vschema_AutoIncrement | null);
  'columns'?: (_vschema_Column)[];
  'pinned'?: (string);
  'column_list_authoritative'?: (boolean);
  'source'?: (string);
}

export interface Table__Output {
  'type'?: (string);
  'column_vindexes'?: (_vschema_ColumnVindex__Output)[];
  'auto_increment'?: (_vschema_AutoIncrement__Output);
  'columns'?: (_vschema_Column__Output)[];
  'pinned'?: (string);
  'column_list_authoritative'?: (boolean);
  'source'?: (string);
}
