import { z } from 'zod';
import { label } from '../runtime/text.ts';

/** Whose name and look a mail has. */
export const brandSchema = z.strictObject({
  name: label,
  /** Of a PNG or JPEG, shown 48 pixels high: mail programs show no SVG. */
  logoUrl: z
    .url({ protocol: /^https?$/ })
    .max(2_000)
    .nullable(),
  /** Of the button, as `#1f6feb`. */
  color: z.string().regex(/^#[0-9a-f]{6}$/i),
});

export type Brand = z.output<typeof brandSchema>;
