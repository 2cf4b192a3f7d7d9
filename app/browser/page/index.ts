// The inline script of every page.

import { boot } from "../boot/boot.ts";
import { humeur, renewReminder } from "./humeur.ts";
import { offerInstall } from "./install.ts";
import { wakeIslands } from "./wake.ts";
import { connectWorker } from "./worker.ts";

boot();
self.humeur = humeur;
wakeIslands();
connectWorker();
renewReminder().catch(() => undefined);
offerInstall();
