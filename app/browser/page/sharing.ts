// The link of a new share: copied, or handed to the system's share sheet, where the browser can.

const card = document.querySelector<HTMLElement>(".new-share")!;
const inCard = <T extends HTMLElement>(selector: string) => card.querySelector<T>(selector)!;
const url = inCard<HTMLInputElement>(".secret").value,
  copy = inCard(".copy"),
  send = inCard(".send"),
  status = inCard("[role=status]");

// Both need HTTPS, or this machine.
copy.hidden = !navigator.clipboard;
send.hidden = !navigator.share;

copy.onclick = async () => {
  await navigator.clipboard.writeText(url);
  status.textContent = status.dataset.copied!;
};

// Rejects if the person changes their mind.
send.onclick = () => navigator.share({ url, title: card.dataset.title! }).catch(() => undefined);

export {};
