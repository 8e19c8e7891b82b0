// Original file: src/vtctld/wire/proto/querythrottler.proto

import type { MetricRule as _querythrottler_MetricRule, MetricRule__Output as _querythrottler_MetricRule__Output } from '../querythrottler/MetricRule.ts';

export interface MetricRuleSet {
  'metric_rules'?: ({[key: string]: _querythrottler_MetricRule});
}

export interface MetricRuleSet__Output {
  'metric_rules'?: ({[key: string]: _querythrottler_MetricRule__Output});
}
