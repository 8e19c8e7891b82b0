/** Options that stand before or after any verb. */
export const COMMON_OPTIONS: readonly string[] = ["cluster", "workflow", "target-keyspace", "keyspace", "help", "server"];

/** Options of the reference client itself: how it connects, waits, logs and prints, which Tandem does its own way. */
export const CLIENT_OPTIONS: Readonly<Record<string, "value" | "flag">> = {
  "action-timeout": "value",
  alsologtostderr: "flag",
  compact: "flag",
  format: "value",
  "grpc-auth-static-client-creds": "value",
  "grpc-compression": "value",
  "grpc-max-message-size": "value",
  "log-dir": "value",
  logtostderr: "flag",
  stderrthreshold: "value",
  v: "value",
  vmodule: "value",
  "vtctld-grpc-ca": "value",
  "vtctld-grpc-cert": "value",
  "vtctld-grpc-crl": "value",
  "vtctld-grpc-key": "value",
  "vtctld-grpc-server-name": "value",
};
