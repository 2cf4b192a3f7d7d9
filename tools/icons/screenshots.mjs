// Pictures of the page: the manifest's, which are shown before Humeur is installed, and the README's.
// As in the manifests. Both are high enough for the question and the whole curve of the week.
const SIZES = [
  { form: "narrow", viewport: { width: 432, height: 768 }, deviceScaleFactor: 2.5 },
  { form: "wide", viewport: { width: 1440, height: 900 }, deviceScaleFactor: 1 },
];
const LANGUAGES = [
  {
    lang: "en",
    locale: "en-GB",
    notes: ["Slept badly.", "Long call with Ada — we laughed a lot.", "A walk by the river, and bread still warm."],
  },
  {
    lang: "fr",
    locale: "fr-FR",
    notes: [
      "Mal dormi.",
      "Long appel avec Ada : nous avons bien ri.",
      "Une promenade le long de la rivière, et du pain encore chaud.",
    ],
  },
];
/** The seven days up to the one that is shown. A week like others: it has its bad day. */
const MOODS = ["good", "okay", "bad", "awful", "okay", "good", "great"];

/** The README's: on a phone, in light and in dark. */
const README = { viewport: { width: 460, height: 930 }, deviceScaleFactor: 1.5 };

export async function* screenshots(browser, address) {
  for (const language of LANGUAGES) {
    for (const { form, ...size } of SIZES) {
      yield {
        path: `screenshots/${language.lang}-${form}.png`,
        png: await shoot(browser, address, language, size, "light"),
      };
    }
  }
  const sides = [];
  for (const scheme of ["light", "dark"]) sides.push(await shoot(browser, address, LANGUAGES[0], README, scheme));
  yield { path: "../docs/today.png", png: await beside(browser, sides) };
}

/** A new visitor's page, with a week in it. */
async function shoot(browser, address, { locale, notes }, size, colorScheme) {
  const context = await browser.newContext({
    ...size,
    baseURL: address,
    locale,
    colorScheme,
    timezoneId: "Europe/Paris",
    reducedMotion: "reduce",
    // It would come from the memory of the page before it was written in.
    serviceWorkers: "block",
  });
  const page = await context.newPage();
  await open(page, "/");
  const today = await page.locator("html").getAttribute("data-today");
  const day = shown(today);
  for (const [i, mood] of MOODS.entries()) {
    const back = MOODS.length - 1 - i;
    const note = notes.at(-1 - back);
    const answer = await page.request.post("/mood", { data: { day: plus(day, -back), mood, note } });
    if (!answer.ok()) throw new Error(`the server refuses a mood: ${await answer.text()}`);
  }
  await open(page, day === today ? "/" : `/?day=${day}`);
  // Playwright would hide the caret by a style of its own, which our policy refuses.
  const png = await page.screenshot({ caret: "initial" });
  await context.close();
  return png;
}

/** Two pictures of a phone, side by side. */
async function beside(browser, sides) {
  const { width, height } = README.viewport;
  const page = await browser.newPage({
    viewport: { width: 2 * width, height },
    deviceScaleFactor: README.deviceScaleFactor,
  });
  const image = (png) =>
    `<img style="width:${width}px;float:left" src="data:image/png;base64,${png.toString("base64")}">`;
  await page.setContent(`<body style="margin:0">${sides.map(image).join("")}</body>`);
  const png = await page.screenshot();
  await page.close();
  return png;
}

/** Opens a page, and waits until every island is awake. */
async function open(page, address) {
  await page.goto(address);
  await page.locator("html[data-awake=true]").waitFor();
}

/** Today; but before Friday a week has little to show, and then it is the Sunday before. */
function shown(today) {
  const weekday = (new Date(`${today}T12:00:00Z`).getUTCDay() + 6) % 7;
  return weekday >= 4 ? today : plus(today, -1 - weekday);
}

/** `day` moved by a number of days. */
function plus(day, days) {
  const date = new Date(`${day}T12:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}
