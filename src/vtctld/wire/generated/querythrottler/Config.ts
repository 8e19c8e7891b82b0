// Original file: src/vtctld/wire/proto/querythrottler.proto

import type { ThrottlingStrategy as _querythrottler_ThrottlingStrategy, ThrottlingStrategy__Output as _querythrottler_ThrottlingStrategy__Output } from '../querythrottler/ThrottlingStrategy.ts';
import type { TabletStrategyConfig as _querythrottler_TabletStrategyConfig, TabletStrategyConfig__Output as _querythrottler_TabletStrategyConfig__Output } from '../querythrottler/TabletStrategyConfig.ts';

export interface Config {
  'enabled'?: (boolean);
  'strategy'?: (_querythrottler_ThrottlingStrategy);
  'tablet_strategy_config'?: (_querythrottler_TabletStrategyConfig | null);
  'dry_run'?: (boolean);
}

export interface Config__Output {
  'enabled'?: (boolean);
  'strategy'?: (_querythrottler_ThrottlingStrategy__Output);
  'tablet_strategy_config'?: (_querythrottler_TabletStrategyConfig__Output);
  'dry_run'?: (boolean);
}
