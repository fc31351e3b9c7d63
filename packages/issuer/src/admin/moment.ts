import { z } from 'zod';

const first = Date.parse('1970-01-01T00:00:00Z');
const last = Date.parse('9999-12-31T23:59:59.999Z');

/** The years that the database, JavaScript and RFC 3339 write alike, also after a time zone is applied. */
export const moment = z.iso
  .datetime({ offset: true, abort: true })
  .refine((text) => isWithin(Date.parse(text)), 'Give a date and time in the years 1970 to 9999.');

const isWithin = (time: number): boolean => time >= first && time <= last;
