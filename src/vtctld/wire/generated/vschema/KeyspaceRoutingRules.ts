// Original file: src/vtctld/wire/proto/vschema.proto

import type { KeyspaceRoutingRule as _vschema_KeyspaceRoutingRule, KeyspaceRoutingRule__Output as _vschema_KeyspaceRoutingRule__Output } from '../vschema/KeyspaceRoutingRule.ts';

export interface KeyspaceRoutingRules {
  'rules'?: (_vschema_KeyspaceRoutingRule)[];
}

export interface KeyspaceRoutingRules__Output {
  'rules'?: (_vschema_KeyspaceRoutingRule__Output)[];
}
