// Drafts of journals that were carried over into this one follow it.

import { page } from "./memory.ts";
import { moveDrafts } from "./drafts.ts";

moveDrafts(localStorage, page.former!.split(" "), page.journal!);
