/** An event of the log. */
export interface RecordedEvent {
  id: number;
  at: Date;
  action: string;
  actor: string;
  /** The application through which a person did it: `client:<id>`. */
  act: string | null;
  outcome: 'success' | 'failure';
  subjects: string[];
  detail: Record<string, unknown>;
  address: string | null;
  network: string | null;
  userAgent: string | null;
  /** Whether what is personal in it was erased: `detail`, and where it came from. */
  isErased: boolean;
}

/** Where in the log an event stands: it is in the order of both. */
export interface Place {
  /** In UTC and to the microsecond, which is finer than a `Date`. */
  at: string;
  id: number;
}

export type PlacedEvent = RecordedEvent & { place: Place };
