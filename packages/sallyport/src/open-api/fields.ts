import { z } from 'zod';

export const text = (description: string): z.ZodString => z.string().meta({ description });
