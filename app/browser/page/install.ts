// The offer to add Humeur to the home screen: from the third day on, and never again once declined.

import { memory, page } from "./memory.ts";
import { offer } from "./offer.ts";

interface InstallPrompt extends Event {
  prompt(): Promise<unknown>;
}

export function offerInstall(): void {
  const { today } = page;
  if (today && memory.get("seen") !== today) {
    memory.set("seen", today);
    memory.set("days", Number(memory.get("days")) + 1);
  }
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    if (Number(memory.get("days")) < 3 || memory.get("install") === "no") return;
    offer(
      "install",
      () => (event as InstallPrompt).prompt(),
      () => memory.set("install", "no"),
    );
  });
}
