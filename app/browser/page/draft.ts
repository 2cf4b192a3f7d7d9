// Unsaved text in the format of the island (drafts.rs), which reads it when it starts.

export interface Draft {
  /** The date of the last change. */
  touched: string;
  /** Empty if none is chosen. */
  mood: string;
  note: string;
}

export const keyOf = (journal: string, day: string) => `draft:${journal}:${day}`;

export const encode = ({ touched, mood, note }: Draft) => `${touched}\n${mood}\n${note}`;

export function decode(text: string): Draft | undefined {
  const [touched, mood, ...lines] = text.split("\n");
  return lines.length === 0 ? undefined : { touched: touched!, mood: mood!, note: lines.join("\n") };
}
