// Drafts of journals that were carried over into this one follow it.

import { moveDrafts } from "./drafts.ts";
import { page } from "./memory.ts";

moveDrafts(localStorage, page.former!.split(" "), page.journal!);
