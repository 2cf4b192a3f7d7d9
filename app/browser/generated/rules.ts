// Generated from Rust by `make generate` (app/src/ui/scripts/rules.rs). A test holds it up to date.

/** In order of score. */
export const MOODS = ["awful", "bad", "okay", "good", "great"] as const;
export type MoodName = (typeof MOODS)[number];

/** Query parameters of text that another app shares. */
export const SHARED_PARAMETERS = ["title", "text", "url"] as const;
/** Query parameters that a page shows once: the outcome of a form. */
export const OUTCOME_PARAMETERS = ["done", "saved"] as const;
/** Query parameters that choose a preference. */
export const CHOICE_PARAMETERS = ["lang", "tz", "dayend", "theme", "week"] as const;

export type IslandFailure = "load" | "mismatch" | "panic";

export type ErrorKind = "malformed" | "unauthenticated" | "forbidden" | "not_found" | "method_not_allowed" | "conflict" | "precondition_failed" | "too_large" | "unsupported_media_type" | "invalid" | "too_many_requests" | "internal" | "unavailable" | "read_only" | "waiting";

/** The consequence of an error for the change that was sent. */
export type Meaning = "conflict" | "gone" | "rejected" | "session_expired";
/** By kind, or by kind and field; every other error may pass. */
export const MEANINGS: { readonly [error: string]: Meaning } = {
  malformed: "rejected",
  unauthenticated: "session_expired",
  "forbidden userId": "session_expired",
  not_found: "gone",
  conflict: "conflict",
  too_large: "rejected",
  unsupported_media_type: "rejected",
  invalid: "rejected",
};
