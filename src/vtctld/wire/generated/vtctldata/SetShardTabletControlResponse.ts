// Original file: src/vtctld/wire/proto/vtctldata.proto

import type { Shard as _topodata_Shard, Shard__Output as _topodata_Shard__Output } from '../topodata/Shard.ts';

export interface SetShardTabletControlResponse {
  'shard'?: (_topodata_Shard | null);
}

export interface SetShardTabletControlResponse__Output {
  'shard'?: (_topodata_Shard__Output);
}
