// Original file: src/vtctld/wire/proto/logutil.proto

export const Level = {
  INFO: 'INFO',
  WARNING: 'WARNING',
  ERROR: 'ERROR',
  CONSOLE: 'CONSOLE',
} as const;

export type Level =
  | 'INFO'
  | 0
  | 'WARNING'
  | 1
  | 'ERROR'
  | 2
  | 'CONSOLE'
  | 3

export type Level__Output = typeof Level[keyof typeof Level]
