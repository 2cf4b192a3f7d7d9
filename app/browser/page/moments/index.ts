// The script of the pages of moments: what is written offline waits in the outbox. Where a browser has no
// database, or no HTTPS, the forms are sent as they are.

import { connectBox } from "./box.ts";
import { begin, tellChanged } from "./device.ts";
import { connectForm, connectRemoval } from "./form.ts";
import { textsOf } from "./texts.ts";

const box = document.querySelector<HTMLElement>(".moment-outbox")!,
  form = document.querySelector<HTMLFormElement>("form[data-moment-form]"),
  removal = document.querySelector<HTMLFormElement>("form[data-removal]");

if (isSecureContext && self.indexedDB) {
  const texts = textsOf(box);
  const show = connectBox(box, texts, () => momentForm);
  const momentForm = form ? connectForm(form, texts, show) : undefined;
  if (form && removal) connectRemoval(removal, form, texts, show);
  begin().then(tellChanged, () => undefined);
}
