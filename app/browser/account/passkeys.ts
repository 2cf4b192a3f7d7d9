// The script of a page with passkeys: signing in with one, or adding one.

import type { Reply } from "../http/http.ts";
import { type CreationJson, type RequestJson, toAnswer, toCreation, toRequest } from "./webauthn.ts";

/** The sentence that the page shows. */
type Line =
  | "attempts"
  | "cancelled"
  | "closed"
  | "exists"
  | "expired"
  | "failed"
  | "impossible"
  | "many"
  | "nowhere"
  | "offline"
  | "refused"
  | "taken"
  | "unreachable"
  | "unsupported"
  | "waiting";

class Failure extends Error {
  constructor(readonly reason: Line) {
    super(reason);
  }
}

const { humeur } = self;
const box = document.querySelector<HTMLElement>(".passkey")!;
const button = box.querySelector("button")!;
const { action, next } = box.dataset;

/** A challenge lives five minutes. */
const AUTOFILL_LIFETIME = 4 * 60_000;

function say(what?: Line): void {
  for (const line of box.querySelectorAll<HTMLElement>("[data-say]")) line.hidden = line.dataset.say !== what;
}

function causeOf(reply: Exclude<Reply, { ok: true }>): Line {
  if (reply.status === 0) return navigator.onLine ? "unreachable" : "offline";
  const { status, error } = reply;
  if (status >= 500) return "unreachable";
  const { kind, field } = error ?? {};
  if (kind === "unauthenticated") return "refused";
  if (kind === "too_many_requests") return "attempts";
  if (kind === "conflict") return action === "add" ? "taken" : "failed";
  if (field === "registration") return "closed";
  if (field === "origin") return "nowhere";
  if (kind === "invalid") return field ? "expired" : "many";
  return "failed";
}

/** Why the browser has no answer. */
function reasonOf(error: unknown): Line {
  if (error instanceof Failure) return error.reason;
  const { name } = error as DOMException;
  if (name === "NotAllowedError" || name === "AbortError") return "cancelled";
  if (name === "InvalidStateError") return "exists";
  if (name === "NotSupportedError" || name === "ConstraintError") return "impossible";
  return name === "SecurityError" ? "nowhere" : "failed";
}

async function call<T>(path: string, body: object = {}): Promise<T> {
  const reply = await humeur.call("POST", `/auth/passkey/${path}`, JSON.stringify(body));
  if (!reply.ok) throw new Failure(causeOf(reply));
  return reply.json as T;
}

async function add(): Promise<void> {
  const { options } = await call<{ options: CreationJson }>("register/begin");
  const made = await navigator.credentials.create({ publicKey: toCreation(options) });
  await call("register/finish", { credential: toAnswer(made as PublicKeyCredential) });
}

/** With "conditional", the browser offers passkeys where it fills in forms, and waits for a choice. */
async function signIn(signal: AbortSignal, mediation?: CredentialMediationRequirement): Promise<void> {
  const { options } = await call<{ options: RequestJson }>("sign-in/begin");
  const request = { publicKey: toRequest(options), signal, ...(mediation && { mediation }) };
  const got = await navigator.credentials.get(request);
  await call("sign-in/finish", { credential: toAnswer(got as PublicKeyCredential) });
}

/** The request that waits for a choice: the browser allows one at a time. */
let waiting = new AbortController();

async function offerAutofill(): Promise<void> {
  const field = document.querySelector("input[autocomplete~=webauthn]");
  if (action !== "sign-in" || !field) return;
  if (!(await self.PublicKeyCredential.isConditionalMediationAvailable?.())) return;
  const own = new AbortController();
  waiting = own;
  let isOld = false;
  const timer = setTimeout(() => {
    isOld = true;
    own.abort();
  }, AUTOFILL_LIFETIME);
  try {
    await signIn(own.signal, "conditional");
    leave();
  } catch (error) {
    if (isOld) void offerAutofill();
    // A choice was made, and the server refused it. Without a choice there is nothing to report.
    else if (error instanceof Failure && error.reason === "refused") say("refused");
  } finally {
    clearTimeout(timer);
  }
}

/** To the page that comes next: also where it is this one, with another fragment. */
function leave(): void {
  const to = new URL(next!, location.href);
  const isHere = to.pathname + to.search === location.pathname + location.search;
  location.assign(to);
  if (isHere) location.reload();
}

button.onclick = async () => {
  waiting.abort();
  button.inert = true;
  say("waiting");
  try {
    await (action === "add" ? add() : signIn(new AbortController().signal));
    leave();
  } catch (error) {
    say(reasonOf(error));
    button.inert = false;
    button.focus();
    void offerAutofill();
  }
};

if (self.PublicKeyCredential) {
  button.hidden = false;
  // The input may come later in the page.
  addEventListener("DOMContentLoaded", () => void offerAutofill());
} else say("unsupported");
