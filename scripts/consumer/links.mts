import { createLinksClient, LinksError } from '@sallyport/client';

const links = createLinksClient({
  issuer: 'https://id.example',
  clientId: 'shop',
  clientSecret: 's',
});

/** The URL to send, or the issuer's code for why there is none. */
export async function invite(): Promise<string> {
  const link = { url: 'https://shop.example/', api: 'https://orders.example', permissions: [] };
  try {
    const created = await links.create(link);
    // @ts-expect-error: fails where `created` is of the type any.
    created.unknown;
    return created.url;
  } catch (error) {
    if (error instanceof LinksError) return error.code;
    throw error;
  }
}
