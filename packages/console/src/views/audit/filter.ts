/** What the list is narrowed by, as the address of the view has it. */
export interface Filter {
  actor?: string | undefined;
  subject?: string | undefined;
  action?: string | undefined;
  outcome?: 'success' | 'failure' | undefined;
  /** As a date field has it: `2026-11-26`, in local time. */
  from?: string | undefined;
  until?: string | undefined;
}

export function readFilter(asked: Record<string, unknown>): Filter {
  const text = (name: string) => {
    const value = asked[name];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  const day = (name: string) =>
    /^\d{4}-\d{2}-\d{2}$/.test(text(name) ?? '') ? text(name) : undefined;
  const outcome = text('outcome');
  return {
    actor: text('actor'),
    subject: text('subject'),
    action: text('action'),
    outcome: outcome === 'success' || outcome === 'failure' ? outcome : undefined,
    from: day('from'),
    until: day('until'),
  };
}

type Given = { [Name in keyof Omit<Filter, 'from' | 'until'>]: NonNullable<Filter[Name]> };

/** For the API: `until` is a day that is wanted still. */
export function queryOf({ from, until, ...rest }: Filter) {
  const given = Object.entries(rest).filter(([, value]) => value !== undefined);
  return {
    ...(Object.fromEntries(given) as Given),
    ...(from && { from: new Date(`${from}T00:00:00`).toISOString() }),
    ...(until && { until: dayAfter(until).toISOString() }),
  };
}

function dayAfter(day: string): Date {
  const date = new Date(`${day}T00:00:00`);
  date.setDate(date.getDate() + 1);
  return date;
}
