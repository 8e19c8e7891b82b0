/** What Tandem confirms to have begun. */
export type Receipt =
  | "created"
  | "start"
  | "stop"
  | "vdiff-create"
  | "vdiff-stop"
  | "vdiff-resume"
  | "vdiff-delete"
  | "update"
  | "mirror"
  | "asked"
  | "rolling-back"
  | "rescuing"
  | "glass-broken";
