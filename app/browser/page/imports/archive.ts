// An archive of Humeur: the journal in `humeur.json`, and a JPEG of each photo. All of it may be in a folder:
// some systems unpack a download, and pack it again as one. As in app/src/export/archive.rs.

import { content, directory, type Entry } from "./zip.ts";

/** A photo of an archive. */
export interface Picture {
  moment: string;
  photo: string;
  alt: string;
  entry: Entry;
}

/** Bytes, as on the server: `MAX_FILE`. */
const MAX_JOURNAL = 50 * 1024 * 1024;
const JOURNAL = /^([^./][^/]*\/)?humeur\.json$/;
const PICTURE = /^([^./][^/]*\/)?photos\/([0-9a-f-]{36})\/([0-9a-f-]{36})\.jpg$/;

interface Journal {
  moments?: { photos?: { id: string; alt?: string | null }[] }[];
}

async function read(file: Blob) {
  const entries = await directory(file),
    journal = entries.find(({ name }) => JOURNAL.test(name));
  if (!journal) throw new Error("another's archive");
  return { entries, journal: await content(file, journal, MAX_JOURNAL) };
}

/** The journal of an archive, as a file to import. Rejects for any other file. */
export async function journalOf(file: Blob): Promise<File> {
  const { journal } = await read(file);
  return new File([journal], "humeur.json", { type: "application/json" });
}

/** The photos of an archive, in its order. Rejects for any other file. */
export async function picturesOf(file: Blob): Promise<Picture[]> {
  const { entries, journal } = await read(file),
    { moments = [] } = JSON.parse(new TextDecoder().decode(journal)) as Journal;
  const alts = new Map(moments.flatMap(({ photos = [] }) => photos.map(({ id, alt }) => [id, alt ?? ""])));
  return entries.flatMap((entry) => {
    const [, , moment, photo] = PICTURE.exec(entry.name) ?? [];
    return moment && photo ? [{ moment, photo, alt: alts.get(photo) ?? "", entry }] : [];
  });
}
