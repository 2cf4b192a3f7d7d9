// The page of exports: makes a file without leaving the page, so that it can be cancelled.

const form = document.querySelector<HTMLFormElement>("form.export")!;
const inForm = <T extends HTMLElement>(selector: string) => form.querySelector<T>(selector)!;
const make = inForm<HTMLButtonElement>(".button"),
  cancel = inForm<HTMLButtonElement>(".remove"),
  status = inForm("[role=status]"),
  error = inForm(".error"),
  ready = inForm(".ready"),
  link = inForm<HTMLAnchorElement>(".ready a");

let running: AbortController | undefined;

const phrase = (code: number, field?: string) => {
  const { long, many, failed, pages, photos } = form.dataset;
  if (code === 429) return many!;
  if (code !== 400 && code !== 422) return failed!;
  if (code === 422 && field === "start") return photos!;
  return field === "notes" ? pages! : long!;
};

/** The link to a new file, or what went wrong. */
async function file(signal: AbortSignal): Promise<{ url: string } | { error: string }> {
  const fields = [...new FormData(form)].map(([name, value]) => [name, `${value}`]);
  const response = await fetch(`/export?${new URLSearchParams(fields)}`, { signal });
  const body = (await response.json()) as { url: string; error?: { field?: string } };
  return response.ok ? body : { error: phrase(response.status, body.error?.field) };
}

form.onsubmit = async (event) => {
  event.preventDefault();
  running = new AbortController();
  const { signal } = running;
  ready.hidden = true;
  error.textContent = "";
  status.textContent = form.dataset.working!;
  make.disabled = true;
  cancel.hidden = false;
  const result = await file(signal).catch(() => ({ error: phrase(0) }));
  cancel.hidden = true;
  make.disabled = false;
  status.textContent = signal.aborted ? form.dataset.cancelled! : "";
  if (signal.aborted) return make.focus();
  if ("error" in result) {
    error.textContent = result.error;
    return make.focus();
  }
  link.href = result.url;
  ready.hidden = false;
  ready.querySelector("h2")!.focus();
};

cancel.onclick = () => running?.abort();

// A page from the browser's own memory.
window.onpagehide = () => running?.abort();

export {};
