import { json } from "@sveltejs/kit";

/** An error as Humeur describes it. */
export const refusal = (status, kind, message, field) =>
  json({ error: { kind, message, ...(field && { field }) } }, { status });
