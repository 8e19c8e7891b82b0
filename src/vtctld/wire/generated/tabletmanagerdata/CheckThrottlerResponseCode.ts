// Original file: src/vtctld/wire/proto/tabletmanagerdata.proto

export const CheckThrottlerResponseCode = {
  UNDEFINED: 'UNDEFINED',
  OK: 'OK',
  THRESHOLD_EXCEEDED: 'THRESHOLD_EXCEEDED',
  APP_DENIED: 'APP_DENIED',
  UNKNOWN_METRIC: 'UNKNOWN_METRIC',
  INTERNAL_ERROR: 'INTERNAL_ERROR',
} as const;

export type CheckThrottlerResponseCode =
  | 'UNDEFINED'
  | 0
  | 'OK'
  | 1
  | 'THRESHOLD_EXCEEDED'
  | 2
  | 'APP_DENIED'
  | 3
  | 'UNKNOWN_METRIC'
  | 4
  | 'INTERNAL_ERROR'
  | 5

export type CheckThrottlerResponseCode__Output = typeof CheckThrottlerResponseCode[keyof typeof CheckThrottlerResponseCode]
