// What a tab keeps of a comment that was not saved yet, by journal and section.

export const COMMENT = "comment ";

/** `sessionStorage`, if the browser has one. */
export const words = {
  get(name: string): string {
    try {
      return sessionStorage.getItem(name) ?? "";
    } catch {
      return "";
    }
  },
  set(name: string, text: string): void {
    try {
      if (text) sessionStorage.setItem(name, text);
      else sessionStorage.removeItem(name);
    } catch {
      // Full, or not allowed: then the page alone has it.
    }
  },
};
