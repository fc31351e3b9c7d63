import type { Pinning } from './machine.ts';

export interface Settings {
  /** Of one trial, without its warm-up. */
  seconds: number;
  rounds: number;
  connections: number;
  /** In the directory that the row of this name fills. */
  people: number;
  pinning: Pinning | null;
  /** Says what is going on, one line. */
  say: (line: string) => void;
}

export interface RowReport {
  /** For people, at most 100 columns. */
  text: string;
  /** Everything measured, for programs. */
  data: object;
  /** Contenders that could not be measured or answered wrongly. */
  errors: string[];
}

/** One question that the bench answers. */
export interface Row {
  name: string;
  title: string;
  measure(settings: Settings): Promise<RowReport>;
}
