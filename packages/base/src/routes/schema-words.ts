import { z } from 'zod';

export const method = z.string().regex(/^[A-Z]+$/, { error: 'Write methods in capitals: GET.' });

export const headerName = z
  .string()
  .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, { error: 'Write the name of a header: X-Access-Token.' });
