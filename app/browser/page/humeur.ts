// What the island and the settings reach through `self.humeur`.

import { type ApiRequest, OFFLINE, type Reply, send } from "../http/http.ts";
import { memory, page } from "./memory.ts";
import { registration } from "./worker.ts";

/** `status` 0: no response. */
async function call(method: ApiRequest["method"], path: string, body?: string): Promise<Reply> {
  // The service worker answers these, and nothing else does.
  if (path.startsWith("/device/") && !navigator.serviceWorker?.controller) return OFFLINE;
  return send({ method, path, body });
}

/** Lets the chosen face glide to its place in the week, unless the person prefers reduced motion. */
function glide(mood: string): void {
  const box = (face: Element | null) => face?.getBoundingClientRect();
  const from = box(document.querySelector(`.mood.${mood} .face`));
  requestAnimationFrame(() => {
    const face = document.querySelector(".chosen .mark .face"),
      to = box(face);
    if (!from || !to || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
    const start = `translate(${from.x - to.x}px, ${from.y - to.y}px) scale(${from.width / to.width})`;
    face!.animate(
      { transformOrigin: ["0 0", "0 0"], transform: [start, "none"] },
      {
        duration: 420,
        easing: "ease",
      },
    );
  });
}

/** What a reminder depends on besides its hour; reports depend on the first day of a week, too. */
const habits = ({ endpoint }: PushSubscription, weekReport?: boolean) =>
  [page.zone, document.documentElement.lang, page.dayend, endpoint, ...(weekReport ? [page.week] : [])].join(" ");

/** Sets this device's reminder. A server of an older release refuses `weekReport`: it is sent if it is true. */
async function remind(subscription: PushSubscription, hour: number, weekReport?: boolean): Promise<Reply> {
  const { endpoint, keys } = subscription.toJSON();
  const { lang } = document.documentElement;
  const chosen = { hour, weekReport: weekReport || undefined };
  const body = { userId: page.journal, endpoint, ...keys, ...chosen, timeZone: page.zone, lang };
  const reply = await call("POST", "/reminder", JSON.stringify(body));
  if (reply.ok) memory.set("reminder", JSON.stringify({ ...chosen, as: habits(subscription, weekReport) }));
  return reply;
}

/** A reminder set in another time zone, language or habit, or for an older subscription, is set again. */
export async function renewReminder(): Promise<void> {
  const { hour, weekReport, as } = JSON.parse(memory.get("reminder") ?? "{}") as {
    hour: number;
    weekReport?: boolean;
    as?: string;
  };
  const subscription = as && (await (await registration)?.pushManager.getSubscription());
  if (subscription && as !== habits(subscription, weekReport)) await remind(subscription, hour, weekReport);
}

export const humeur = { call, glide, registration, remind };

declare global {
  interface Window {
    humeur: typeof humeur;
  }
}
