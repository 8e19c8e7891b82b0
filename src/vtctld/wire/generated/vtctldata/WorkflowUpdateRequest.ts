// Original file: src/vtctld/wire/proto/vtctldata.proto

import type { UpdateVReplicationWorkflowRequest as _tabletmanagerdata_UpdateVReplicationWorkflowRequest, UpdateVReplicationWorkflowRequest__Output as _tabletmanagerdata_UpdateVReplicationWorkflowRequest__Output } from '../tabletmanagerdata/UpdateVReplicationWorkflowRequest.ts';

export interface WorkflowUpdateRequest {
  'keyspace'?: (string);
  'tablet_request'?: (_tabletmanagerdata_UpdateVReplicationWorkflowRequest | null);
}

export interface WorkflowUpdateRequest__Output {
  'keyspace'?: (string);
  'tablet_request'?: (_tabletmanagerdata_UpdateVReplicationWorkflowRequest__Output);
}
