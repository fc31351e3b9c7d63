import type { OAuthError } from '@sallyport/protocol/errors.ts';
import type { Context as Request } from 'hono';
import type { Page } from '../http/html.ts';
import { errorPage } from './error.page.ts';
import { ErrorForPeople } from './error-for-people.ts';
import { type ViewContext, viewOf } from './view.endpoint.ts';

/**
 * An error as a page. Where the issuer is reached without TLS, which it is on the machine of a
 * developer alone, the page says what the log says.
 */
export const showError =
  (context: ViewContext) =>
  async (request: Request, error: OAuthError, requestId: string): Promise<Page> => {
    const view = await viewOf(request, context, request.req.method === 'GET' ? {} : { here: null });
    return errorPage(view, {
      code: error.code,
      requestId,
      ...(error instanceof ErrorForPeople && { told: error.told, action: error.action }),
      description: request.get('plainHttp') ? error.message : undefined,
    });
  };
