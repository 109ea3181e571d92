import type { Grade } from '#libs/contracts';
import { canonicalJson } from '#libs/kernel';
import type { Edition } from './input.js';

export const PACKET_SCHEMA_VERSION = '1.0.0';

/** A table; `widths` are relative. Cells hold plain text. */
export interface TableBlock {
  type: 'table';
  caption?: string;
  columns: string[];
  widths: number[];
  /** Columns that are set to the left; the others are centred. */
  left?: number[];
  rows: string[][];
}

export type Block =
  | { type: 'heading'; level: 2 | 3; text: string }
  | { type: 'paragraph'; text: string }
  /** A paragraph with a frame. */
  | { type: 'box'; text: string }
  | { type: 'list'; items: string[] }
  | TableBlock;

/** Sections keep their number in every edition. `empty` says why there is nothing. */
export interface Section {
  no: number;
  title: string;
  blocks: Block[];
  empty?: string;
}

export interface PacketItem {
  /** Position in its series, from 1. */
  no: number;
  /** `事项3`; matters for the leader alone have a series of their own, so that the other numbers show no gap. */
  label: string;
  matterId: string;
  title: string;
  tier: number;
  checkability: { score: number; grade: Grade };
  severity: number;
  independentOrigins: number;
  firstLeader: boolean;
  /** True when an officer moved the matter (人工调整). */
  pinned: boolean;
}

export interface PacketStatistics {
  departmentsAsked: number;
  departmentsReplied: number;
  records: number;
  matters: number;
  /** Records above the first of each matter, per cent of records, rounded. */
  duplicateRate: number;
  grades: Record<Grade, number>;
  teamMembersInvolved: number;
  /** Matters by T03 code of their main discipline. */
  disciplines: Record<string, number>;
}

/** 版头 and the lines below the title. */
export interface PacketHead {
  copyNo: string;
  mark: string;
  returnNotice: string;
  issuer: string;
  documentNumber?: string;
  title: string;
  /** The title broken by meaning, one entry a line. */
  titleLines: string[];
  subtitle: string;
  knownTo: string;
  signatures: { drafter: string; reviewer: string; approver: string };
  issuedDate: string;
}

export interface Packet {
  schemaVersion: string;
  edition: Edition;
  editionName: string;
  unit: { unitId: string; name: string; uscc?: string };
  round?: { id: string; name?: string };
  asOf: string;
  generatedAt: string;
  version: number;
  head: PacketHead;
  statistics: PacketStatistics;
  items: PacketItem[];
  sections: Section[];
  annexes: Section[];
}

/** The packet's one JSON text: equal packets give equal bytes (RFC 8785). */
export const packetJson = (packet: Packet): string => canonicalJson(packet);
