import { z } from 'zod';

type Optional<Field extends z.ZodType> = z.ZodOptional<
  Field extends z.ZodDefault<infer Inner extends z.ZodType> ? Inner : Field
>;

/** Fields of a change, without their defaults: what is left out stays as it is. */
export const optionalFields = <Fields extends Record<string, z.ZodType>>(fields: Fields) =>
  Object.fromEntries(
    Object.entries(fields).map(([key, field]) => {
      const bare = field instanceof z.ZodDefault ? (field.unwrap() as z.ZodType) : field;
      return [key, bare.optional().meta({ ...field.meta() })];
    }),
  ) as { [Key in keyof Fields]: Optional<Fields[Key]> };
