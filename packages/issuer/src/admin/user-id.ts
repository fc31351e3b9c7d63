import { z } from 'zod';

/**
 * In the letters that the database writes it in. PostgreSQL matches capitals too, and caches know
 * their entries by exactly one spelling.
 */
export const userId = z.uuid().toLowerCase().describe('The id of the user: `sub` of their tokens.');
