import { readProjectFile } from '#libs/kernel';
import type { Database } from '#libs/persistence';

/** What `data/schema.txt` declares and the database lacks (`-`), or has and should not (`+`). */
export async function schemaDrift(db: Database): Promise<string[]> {
  const lines = readProjectFile('libs/embedded/data/schema.txt').split('\n');
  return db.drift(lines.filter((line) => line !== '' && !line.startsWith('#')));
}
