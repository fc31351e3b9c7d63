/** As much of a page as a program needs to go on: its forms, and where it refreshes to. */

export interface Form {
  action: string;
  /** Hidden and prefilled fields, by name. */
  fields: Record<string, string>;
}

export function readForms(html: string): Form[] {
  return [...html.matchAll(/<form\b([^>]*)>(.*?)<\/form>/gs)].map(([, attributes, content]) => ({
    action: attribute(attributes!, 'action') ?? '',
    fields: Object.fromEntries(
      [...content!.matchAll(/<input\b([^>]*)>/g)].flatMap(([, input]) => {
        const name = attribute(input!, 'name');
        return name === undefined ? [] : [[name, attribute(input!, 'value') ?? '']];
      }),
    ),
  }));
}

/** Where `<meta http-equiv="refresh">` leads. */
export function readRefresh(html: string): string | undefined {
  const tag = /<meta\b[^>]*http-equiv="refresh"[^>]*>/i.exec(html)?.[0];
  return tag && /url=(.+)$/i.exec(attribute(tag, 'content') ?? '')?.[1];
}

function attribute(tag: string, name: string): string | undefined {
  const value = new RegExp(`\\b${name}="([^"]*)"`, 'i').exec(tag)?.[1];
  return value === undefined ? undefined : decode(value);
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"' };

const decode = (text: string): string =>
  text.replace(/&(?:#(\d+)|#x([0-9a-f]+)|(\w+));/gi, (whole, decimal, hex, name) => {
    if (decimal) return String.fromCodePoint(Number(decimal));
    if (hex) return String.fromCodePoint(Number.parseInt(hex, 16));
    return entities[name] ?? whole;
  });
