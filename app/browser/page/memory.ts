// This browser's own memory: `localStorage`, if it has one.

export const memory = {
  get(name: string): string | null {
    try {
      return localStorage.getItem(name);
    } catch {
      return null;
    }
  },
  set(name: string, value: string | number): void {
    try {
      localStorage.setItem(name, value as string);
    } catch {
      // Full, or not allowed: then it is forgotten.
    }
  },
};

/** What the server says about the page, and what the scripts find out: the attributes of `<html>`. */
export const page = document.documentElement.dataset;
