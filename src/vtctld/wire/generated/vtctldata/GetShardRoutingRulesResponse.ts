// Original file: src/vtctld/wire/proto/vtctldata.proto

import type { ShardRoutingRules as _vschema_ShardRoutingRules, ShardRoutingRules__Output as _vschema_ShardRoutingRules__Output } from '../vschema/ShardRoutingRules.ts';

export interface GetShardRoutingRulesResponse {
  'shard_routing_rules'?: (_vschema_ShardRoutingRules | null);
}

export interface GetShardRoutingRulesResponse__Output {
  'shard_routing_rules'?: (_vschema_ShardRoutingRules__Output);
}
