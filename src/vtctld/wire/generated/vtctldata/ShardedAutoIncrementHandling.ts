// Original file: src/vtctld/wire/proto/vtctldata.proto

export const ShardedAutoIncrementHandling = {
  LEAVE: 'LEAVE',
  REMOVE: 'REMOVE',
  REPLACE: 'REPLACE',
} as const;

export type ShardedAutoIncrementHandling =
  | 'LEAVE'
  | 0
  | 'REMOVE'
  | 1
  | 'REPLACE'
  | 2

export type ShardedAutoIncrementHandling__Output = typeof ShardedAutoIncrementHandling[keyof typeof ShardedAutoIncrementHandling]
