export { assemblePacket, EDITION_NAMES } from './assemble.js';
export { renderDocx } from './docx/render.js';
export * from './input.js';
export * from './packet.js';
export { RANKING_RULE, type RankedMatter, rankMatters, type Tier } from './rank.js';
export { type SuggestedMethod, type Suggestion, suggestionFor } from './suggest.js';
