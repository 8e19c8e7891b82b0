// Original file: src/vtctld/wire/proto/vtctldata.proto

import type { Tablet as _topodata_Tablet, Tablet__Output as _topodata_Tablet__Output } from '../topodata/Tablet.ts';

export interface GetTabletsResponse {
  'tablets'?: (_topodata_Tablet)[];
}

export interface GetTabletsResponse__Output {
  'tablets'?: (_topodata_Tablet__Output)[];
}
