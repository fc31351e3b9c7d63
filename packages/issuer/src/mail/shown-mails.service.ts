import type { Context } from '../context.ts';
import type { Brand } from './brand.ts';
import { openContent } from './content.ts';
import { isMailKind } from './kinds.ts';
import { mailBrand } from './mail-brand.ts';
import { readMail, readMails, type StoredMail } from './mail-list.store.ts';
import { type RenderedMail, renderMail } from './render.ts';
import { createTemplates } from './templates.ts';

/** A mail of a development machine, as it would have been sent. */
export interface ReadableMail {
  id: string;
  recipient: string;
  createdAt: Date;
  /** Null once it was erased. */
  rendered: RenderedMail | null;
}

export interface ShownMails {
  /** The newest hundred. */
  list(): Promise<ReadableMail[]>;
  find(id: string): Promise<ReadableMail | null>;
}

type Dependencies = Pick<Context, 'sql' | 'secrets' | 'settings' | 'branding'>;

export function createShownMails(context: Dependencies): ShownMails {
  const { sql, secrets, settings, branding } = context;
  const templates = createTemplates(settings.mail.templates);
  const ownBrand = async () => mailBrand(await branding(''), settings.mail, settings.url);
  const read = (
    { id, kind, language, recipient, createdAt, sealed }: StoredMail,
    brand: Brand,
  ): ReadableMail => {
    const mail = { id, recipient, createdAt };
    if (sealed === null || !isMailKind(kind)) return { ...mail, rendered: null };
    const content = openContent({ id, kind }, sealed, secrets.atRest);
    return {
      ...mail,
      rendered: renderMail({ kind, language, recipient, content }, templates, brand),
    };
  };
  return {
    async list() {
      const brand = await ownBrand();
      const mails = await readMails(sql, { status: 'sent', before: null, limit: 100 });
      return mails.map((mail) => read(mail, brand));
    },
    async find(id) {
      const mail = await readMail(sql, id);
      return mail && read(mail, await ownBrand());
    },
  };
}
