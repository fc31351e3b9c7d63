import { z } from 'zod';
import type { RecordedEvent } from '../audit/recorded-event.ts';
import { isUuid } from '../runtime/uuid.ts';

export const eventSchema = z.object({
  id: z.int(),
  at: z.iso.datetime(),
  action: z.string(),
  actor: z.string(),
  act: z
    .string()
    .nullable()
    .describe('The application through which a person did it: `client:<id>`.'),
  subjects: z.array(z.string()),
  outcome: z.enum(['success', 'failure']),
  detail: z.record(z.string(), z.unknown()),
  address: z.string().nullable(),
  network: z.string().nullable(),
  user_agent: z.string().nullable(),
  erased: z
    .boolean()
    .describe('Whether `detail` and where it came from were erased, with the account of a person.'),
});

/** How many subjects of one event are named: as many as a list shows. */
const maxNamed = 3;

export const listedEventSchema = eventSchema.extend({
  names: z
    .record(z.string(), z.string())
    .describe(
      `What the people are called who are its actor or among its first ${maxNamed} other subjects, as \`user:<id>\`; empty without users:read.`,
    ),
});

const user = 'user:';

/** The ids of the people who are named beside an event. */
const peopleOf = ({ actor, subjects }: RecordedEvent): string[] =>
  [actor, ...subjects.filter((subject) => subject !== actor).slice(0, maxNamed)]
    .filter((each) => each.startsWith(user))
    .map((each) => each.slice(user.length))
    .filter(isUuid);

/** The ids of all people who are named beside these events. */
export const idsOfPeople = (events: readonly RecordedEvent[]): string[] => [
  ...new Set(events.flatMap(peopleOf)),
];

/** @param names by id */
export const listedEventWire = (
  event: RecordedEvent,
  names: ReadonlyMap<string, string>,
): z.input<typeof listedEventSchema> => ({
  ...eventWire(event),
  names: Object.fromEntries(
    peopleOf(event).flatMap((id) => {
      const name = names.get(id);
      return name === undefined ? [] : [[user + id, name]];
    }),
  ),
});

/** As the API and the export write it. */
export const eventWire = (event: RecordedEvent): z.input<typeof eventSchema> => ({
  id: event.id,
  at: event.at.toISOString(),
  action: event.action,
  actor: event.actor,
  act: event.act,
  subjects: event.subjects,
  outcome: event.outcome,
  detail: event.detail,
  address: event.address,
  network: event.network,
  user_agent: event.userAgent,
  erased: event.isErased,
});

export const chainSchema = z.object({
  number: z.int().describe('Of the last batch; 0 where there is none yet.'),
  hash: z.string().describe('Its hash, as hexadecimal digits.'),
  unsealed_since: z.iso
    .datetime()
    .nullable()
    .describe('When the oldest event was that the chain does not have yet.'),
  kept_since: z.iso.datetime().nullable().describe('Events from before were dropped.'),
});
