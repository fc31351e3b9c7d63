import type { Context as Request } from 'hono';
import { respondHtml } from '../http/html.ts';
import { homePage } from './home.page.ts';
import { type ViewContext, viewOf } from './view.endpoint.ts';

/** `GET /` */
export const home = (context: ViewContext) => async (request: Request) =>
  respondHtml(request, homePage(await viewOf(request, context)));
