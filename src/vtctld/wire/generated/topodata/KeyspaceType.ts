// Original file: src/vtctld/wire/proto/topodata.proto

export const KeyspaceType = {
  NORMAL: 'NORMAL',
  SNAPSHOT: 'SNAPSHOT',
} as const;

export type KeyspaceType =
  | 'NORMAL'
  | 0
  | 'SNAPSHOT'
  | 1

export type KeyspaceType__Output = typeof KeyspaceType[keyof typeof KeyspaceType]
