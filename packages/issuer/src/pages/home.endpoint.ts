import type { Context as Request } from 'hono';
import { respondHtml } from '../http/html.ts';
import { homePage } from './home.page.ts';

/** `GET /` */
export const home = () => (request: Request) => respondHtml(request, homePage());
