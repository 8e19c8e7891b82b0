// Original file: src/vtctld/wire/proto/vtctldata.proto

import type { RoutingRules as _vschema_RoutingRules, RoutingRules__Output as _vschema_RoutingRules__Output } from '../vschema/RoutingRules.ts';

export interface GetRoutingRulesResponse {
  'routing_rules'?: (_vschema_RoutingRules | null);
}

export interface GetRoutingRulesResponse__Output {
  'routing_rules'?: (_vschema_RoutingRules__Output);
}
