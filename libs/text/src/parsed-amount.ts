/**
 * An amount of money as a text states it, in units of its currency (yuan unless said otherwise), at most two decimals.
 * No `max`: open end (100万以上). No `min`: only a ceiling is said (不超过5万).
 */
export interface ParsedAmount {
  min?: number;
  max?: number;
  /** ISO 4217; never converted. */
  currency: string;
  approx: boolean;
  /** Worked out from a rate and a duration that the text gives. */
  derived?: boolean;
  /** A rate without a duration. */
  perUnit?: 'month' | 'year';
  /** Said to be a part of this amount (其中…): never added to it. */
  parts?: ParsedAmount[];
  /** The text itself calls it a total (合计, 共计, 累计 …). */
  total?: boolean;
  /** A stated total that its stated items do not add up to. */
  disagrees?: boolean;
  raw: string;
}

/** An amount and where it stands. */
export interface AmountHit {
  at: number;
  end: number;
  amount: ParsedAmount;
}
