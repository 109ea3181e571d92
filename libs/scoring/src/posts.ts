import { csvRows, readProjectFile } from '#libs/kernel';

/** 一把手, 班子成员, 下一级主要负责人或重要岗位, 一般, no post at all. */
export type PostClass = 'FIRST' | 'TEAM' | 'HEAD' | 'STAFF' | 'NONE';

const ENDINGS: readonly { ending: string; class: PostClass }[] = csvRows(readProjectFile('libs/scoring/data/posts.csv'))
  .map((row) => ({ ending: row.ending ?? '', class: row.class as PostClass }))
  .sort((a, b) => b.ending.length - a.ending.length);

const SEPARATOR = /[、，,;；/兼]/u;
const REMARK = /[（(][^（）()]*[）)]/gu;
const FORMER = /^(?:时任|现任|原|前)/u;
const ORDER: readonly PostClass[] = ['NONE', 'STAFF', 'HEAD', 'TEAM', 'FIRST'];

/** Class of a post by its last words, the highest of several (党组成员、副局长); `STAFF` for a post that the list does not know. */
export function postClass(post: string): PostClass {
  let best: PostClass = 'NONE';
  for (const part of post.replace(REMARK, '').split(SEPARATOR)) {
    const name = part.trim().replace(FORMER, '');
    if (!name) continue;
    const found = ENDINGS.find((entry) => name.endsWith(entry.ending))?.class ?? 'STAFF';
    if (ORDER.indexOf(found) > ORDER.indexOf(best)) best = found;
  }
  return best;
}

/** Posts that one person of a unit holds at a time: heads, or a deputy told apart by what he is in charge of. */
export function isUniquePost(post: string): boolean {
  const found = postClass(post);
  if (found === 'FIRST' || found === 'HEAD') return true;
  return (found === 'TEAM' || found === 'STAFF') && /分管|常务|主持/u.test(post);
}
