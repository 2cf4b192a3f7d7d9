// The journal in SQLite, as durable as Humeur's: a write is on the disk before it is answered.
import Database from "better-sqlite3";

const db = new Database(process.env.PEER_DATABASE);
db.pragma("journal_mode = WAL");
db.pragma("synchronous = FULL");
db.exec(`
  CREATE TABLE IF NOT EXISTS moods (
    userId TEXT NOT NULL, day TEXT NOT NULL, mood TEXT NOT NULL, note TEXT,
    version INTEGER NOT NULL, createdAt INTEGER NOT NULL, updatedAt INTEGER NOT NULL, expiresAt INTEGER NOT NULL,
    PRIMARY KEY (userId, day)
  ) WITHOUT ROWID`);

const COLUMNS = "day, mood, note, version, createdAt, updatedAt, expiresAt";

const WEEK = db.prepare(
  `SELECT ${COLUMNS} FROM moods WHERE userId = ? AND day BETWEEN ? AND ? AND expiresAt > ? ORDER BY day`,
);

// One statement: the condition on the version is part of the write.
const PUT = db.prepare(`
  INSERT INTO moods (userId, ${COLUMNS}) VALUES (@userId, @day, @mood, @note, 1, @now, @now, @expiresAt)
  ON CONFLICT (userId, day) DO UPDATE SET
    mood = @mood, note = @note, version = version + 1, updatedAt = @now, expiresAt = @expiresAt
  WHERE @base IS NULL OR version = @base
  RETURNING ${COLUMNS}`);

const item = ({ note, ...row }) => ({ ...row, ...(note && { note }), edited: row.version > 1 });

export const week = (userId, start, end, now) => WEEK.all(userId, start, end, now).map(item);

/** The entry as written; undefined if another version is stored than `base`. */
export function put(entry) {
  const row = PUT.get(entry);
  return row && item(row);
}
