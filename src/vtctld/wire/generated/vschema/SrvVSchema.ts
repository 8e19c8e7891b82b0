// Original file: src/vtctld/wire/proto/vschema.proto

import type { Keyspace as _vschema_Keyspace, Keyspace__Output as _vschema_Keyspace__Output } from '../vschema/Keyspace.ts';
import type { RoutingRules as _vschema_RoutingRules, RoutingRules__Output as _vschema_RoutingRules__Output } from '../vschema/RoutingRules.ts';
import type { ShardRoutingRules as _vschema_ShardRoutingRules, ShardRoutingRules__Output as _vschema_ShardRoutingRules__Output } from '../vschema/ShardRoutingRules.ts';
import type { KeyspaceRoutingRules as _vschema_KeyspaceRoutingRules, KeyspaceRoutingRules__Output as _vschema_KeyspaceRoutingRules__Output } from '../vschema/KeyspaceRoutingRules.ts';
import type { MirrorRules as _vschema_MirrorRules, MirrorRules__Output as _vschema_MirrorRules__Output } from '../vschema/MirrorRules.ts';

export interface SrvVSchema {
  'keyspaces'?: ({[key: string]: _vschema_Keyspace});
  'routing_rules'?: (_vschema_RoutingRules | null);
  'shard_routing_rules'?: (_vschema_ShardRoutingRules | null);
  'keyspace_routing_rules'?: (_vschema_KeyspaceRoutingRules | null);
  'mirror_rules'?: (_vschema_MirrorRules | null);
}

export interface SrvVSchema__Output {
  'keyspaces'?: ({[key: string]: _vschema_Keyspace__Output});
  'routing_rules'?: (_vschema_RoutingRules__Output);
  'shard_routing_rules'?: (_vschema_ShardRoutingRules__Output);
  'keyspace_routing_rules'?: (_vschema_KeyspaceRoutingRules__Output);
  'mirror_rules'?: (_vschema_MirrorRules__Output);
}
