import { chromium } from "@playwright/test";

const base = "http://127.0.0.1:3112";
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
const out = "/tmp/s6";
const mk = async (w, dark, lang = "en", js = true) =>
  browser.newContext({
    viewport: { width: w, height: 800 },
    colorScheme: dark ? "dark" : "light",
    locale: lang === "fr" ? "fr-FR" : "en-GB",
    javaScriptEnabled: js,
    baseURL: base,
  });
const ctx = await mk(1280, false);
const page = await ctx.newPage();
await page.goto("/");
const day = await page.evaluate(() => new Date().toISOString().slice(0, 10));
const plus = (d, n) => new Date(Date.parse(d) + n * 864e5).toISOString().slice(0, 10);
const moods = ["good", "great", "okay", "bad", "good", "great", "awful"];
for (let i = 0; i < 20; i++)
  await page.request.post("/mood", {
    data: { day: plus(day, -i), mood: moods[i % 7], note: i % 2 ? "" : "a walk by the canal, then rain #walk" },
  });
const mk1 = async (title, date, description, location) =>
  (await (await page.request.post("/events", { data: { title, date, description, location } })).json()).item.id;
const m1 = await mk1(
  "Léa is born",
  day,
  "At dawn. Snow on the roofs, and the whole street was quiet.\nWe called her grandmother first.",
  "Lyon",
);
await mk1("First day in the new house", plus(day, -3), "Boxes everywhere.", "12, rue des Lilas");
await mk1(
  "A much longer title about the evening on which everything changed, and of which we will speak for years",
  plus(day, -40),
  "",
  "",
);
await page.request.post("/comments", { data: { sectionId: `day:${day}`, text: "Looking back, it was the light." } });
await page.request.post("/comments", { data: { sectionId: `event:${m1}`, text: "She smiled today." } });
const sh = await (
  await page.request.post("/shares", {
    data: { name: "Ada", start: plus(day, -6), end: day, notes: true, moments: true, comments: true },
  })
).json();
const r = await (await mk(1280, false)).newPage();
await r.request.post("/comments", {
  data: {
    share: sh.url.split("/s/")[1],
    sectionId: `event:${m1}`,
    author: "Grand-mère",
    text: "What a wonderful photo of a morning!\nKisses",
  },
});
const state = await ctx.storageState();
for (const [w, dark, lang] of [
  [360, false, "en"],
  [360, true, "fr"],
  [768, false, "fr"],
  [1280, true, "en"],
  [1280, false, "en"],
]) {
  const c = await browser.newContext({
    viewport: { width: w, height: 800 },
    colorScheme: dark ? "dark" : "light",
    locale: lang === "fr" ? "fr-FR" : "en-GB",
    storageState: state,
    baseURL: base,
  });
  const p = await c.newPage();
  for (const [name, url] of [
    ["today", "/"],
    ["moments", "/moments"],
    ["moment", `/moments/${m1}`],
    ["day", `/calendar/${day}`],
    ["month", `/calendar/${day.slice(0, 7)}`],
    ["comments", "/comments"],
    ["sharing", "/sharing"],
    ["share", new URL(sh.url).pathname],
  ]) {
    await p.goto(url);
    await p.waitForTimeout(300);
    await p.screenshot({ path: `${out}/${name}-${w}-${dark ? "d" : "l"}-${lang}.png`, fullPage: true });
  }
  await c.close();
}
const p = await r.context().newPage();
await p.goto(sh.url.replace(/^https?:\/\/[^/]+/, base));
await p.pdf({ path: `${out}/share.pdf`, format: "A4" });
await browser.close();
