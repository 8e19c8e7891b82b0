// Original file: src/vtctld/wire/proto/vschema.proto

import type { MirrorRule as _vschema_MirrorRule, MirrorRule__Output as _vschema_MirrorRule__Output } from '../vschema/MirrorRule.ts';

export interface MirrorRules {
  'rules'?: (_vschema_MirrorRule)[];
}

export interface MirrorRules__Output {
  'rules'?: (_vschema_MirrorRule__Output)[];
}
