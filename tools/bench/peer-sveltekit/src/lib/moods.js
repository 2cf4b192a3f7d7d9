export const MOODS = ["awful", "bad", "okay", "good", "great"];

export const name = (mood) => mood[0].toUpperCase() + mood.slice(1);
