// Original file: src/vtctld/wire/proto/reflection.proto

import type { FileDescriptorResponse as _grpc_reflection_v1alpha_FileDescriptorResponse, FileDescriptorResponse__Output as _grpc_reflection_v1alpha_FileDescriptorResponse__Output } from '../../../grpc/reflection/v1alpha/FileDescriptorResponse.ts';
import type { ErrorResponse as _grpc_reflection_v1alpha_ErrorResponse, ErrorResponse__Output as _grpc_reflection_v1alpha_ErrorResponse__Output } from '../../../grpc/reflection/v1alpha/ErrorResponse.ts';

export interface ServerReflectionResponse {
  'file_descriptor_response'?: (_grpc_reflection_v1alpha_FileDescriptorResponse | null);
  'error_response'?: (_grpc_reflection_v1alpha_ErrorResponse | null);
}

export interface ServerReflectionResponse__Output {
  'file_descriptor_response'?: (_grpc_reflection_v1alpha_FileDescriptorResponse__Output);
  'error_response'?: (_grpc_reflection_v1alpha_ErrorResponse__Output);
}
