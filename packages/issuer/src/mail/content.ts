import { z } from 'zod';
import { decryptAtRest, encryptAtRest } from '../keys/at-rest.ts';
import type { Random } from '../runtime/random.ts';
import { type Brand, brandSchema } from './brand.ts';
import { type MailKind, parametersOf, type ValueType } from './kinds.ts';

/** What a mail is made of, beside its kind, its language and its recipient. */
export interface MailContent {
  parameters: Readonly<Record<string, string | Date | undefined>>;
  /** For how long what it is about works, in seconds, from when it was asked for. */
  validSeconds: number | null;
  brand: Brand | null;
}

interface Stored {
  id: string;
  kind: MailKind;
}

/** Authenticated with the content, which can therefore not be moved to another mail or kind. */
const labelOf = ({ id, kind }: Stored): string => `mail ${id} ${kind}`;

/** The content as it is stored: a backup of the database holds no code and no link. */
export const sealContent = (
  mail: Stored,
  content: MailContent,
  { atRest, random }: { atRest: Buffer; random: Random },
): Buffer =>
  encryptAtRest(
    atRest,
    labelOf(mail),
    Buffer.from(JSON.stringify(encodeContent(mail.kind, content))),
    random,
  );

/** @throws when it was not sealed for this mail, or is no content of its kind. */
export const openContent = (mail: Stored, sealed: Buffer, atRest: Buffer): MailContent =>
  schemaOf(mail.kind).parse(
    JSON.parse(decryptAtRest(atRest, labelOf(mail), sealed).toString()),
  ) as MailContent;

/** What of a mail must not get into a log or an error: what the server answered may repeat it. */
export const secretsOf = (kind: MailKind, { parameters }: MailContent): string[] =>
  parametersOf(kind)
    .filter(({ type }) => type === 'link' || type === 'code')
    .flatMap(({ name }) => parameters[name] ?? [])
    .map(String);

/** @throws TypeError where a caller has got round the types. */
function encodeContent(kind: MailKind, content: MailContent): unknown {
  const read = schemaOf(kind).safeEncode(content as never);
  if (read.success) return read.data;
  // The message names what is wrong and not the value, which is a secret.
  const [issue] = read.error.issues;
  throw new TypeError(`A mail of the kind ${kind}: ${issue?.path.join('.')}: ${issue?.message}`);
}

const values: Record<ValueType, z.ZodType> = {
  link: z.url({ protocol: /^https?$/ }).max(4_000),
  code: z.string().regex(/^[A-Za-z0-9-]{4,40}$/),
  text: z.string().max(10_000),
  address: z.string().max(320),
  time: z.codec(z.iso.datetime(), z.date(), {
    decode: (text) => new Date(text),
    encode: (time) => time.toISOString(),
  }),
};

const schemaOf = (kind: MailKind) =>
  z.strictObject({
    parameters: z.strictObject(
      Object.fromEntries(
        parametersOf(kind).map(({ name, type, optional }) => [
          name,
          optional ? values[type].optional() : values[type],
        ]),
      ),
    ),
    validSeconds: z.int().positive().nullable(),
    brand: brandSchema.nullable(),
  });
