import { systemClock } from '@sallyport/issuer/runtime/clock.ts';
import type { Column } from '../fitted-table.ts';
import type { Fields } from './admin-command.ts';

/** How the fields of answers look in tables. */

export const text = (value: unknown): string => (value == null ? '' : String(value));

export const words = (value: unknown): string =>
  Array.isArray(value) ? value.map(text).join(', ') : text(value);

/** To the second, in UTC as the API and the log have it. */
export const time = (value: unknown): string => text(value).replace(/\.\d+Z$/, 'Z');

/** What is given: its name, and when it ends. What has ended stays listed, and counts no more. */
export const given = (value: unknown): string =>
  (Array.isArray(value) ? (value as Fields[]) : [])
    .map(({ name, valid_until: end }) => {
      if (end == null) return text(name);
      const ended = Date.parse(text(end)) <= systemClock.now().getTime();
      return ended ? `${name} (ended ${time(end)})` : `${name} until ${time(end)}`;
    })
    .join(', ');

const titleOf = (field: string): string => field.replaceAll('_', ' ').toUpperCase();

/** Columns by the names of fields. */
export const whole = (field: string): Column<Fields> => ({
  ...{ title: titleOf(field), of: (row) => text(row[field]), whole: true },
});
export const column = (field: string): Column<Fields> => ({
  ...{ title: titleOf(field), of: (row) => words(row[field]) },
});
/** Of a person or a client, which are an object with id and name. */
export const nameOf = (field: string): Column<Fields> => ({
  title: titleOf(field),
  of: (row) => {
    const { id, name } = (row[field] ?? {}) as Fields;
    return text(name ?? id);
  },
});
export const timeColumn = (field: string): Column<Fields> => ({
  ...{ title: titleOf(field).replace(/ AT$/, ''), of: (row) => time(row[field]), whole: true },
});

export const state: Column<Fields> = {
  title: 'STATE',
  of: ({ disabled }) => (disabled === true ? 'disabled' : 'active'),
  whole: true,
};

/** `file` is changed in the configuration, and refused here. */
export const owner: Column<Fields> = {
  title: 'FROM',
  of: ({ declared }) => (declared === true ? 'file' : 'admin'),
  whole: true,
};
