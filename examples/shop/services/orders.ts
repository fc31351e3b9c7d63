import { createLinksClient, LinksError } from '@sallyport/client';
import { parseBearer } from '@sallyport/guard';
import { guard, requires } from '@sallyport/guard/express';
import express, { type ErrorRequestHandler, type Express, type Request } from 'express';
import { listen, type Running } from './listen.ts';
import { createOrderBook, type OrderBook } from './order-book.ts';
import { createReportsClient, ReportsRefused } from './reports-client.ts';

export const ordersApi = 'https://orders.example';

export interface OrdersOptions {
  port: number;
  issuer: string;
  /** Page that a shared link opens. */
  landing: string;
  /** The credentials with which this API server makes action links. */
  clientId: string;
  clientSecret: string;
  /** Where the reports service is, and the credentials with which this one calls it. */
  reports: { url: string; clientId: string; clientSecret: string };
}

/** The orders service: an Express application behind one line of guard. */
export function startOrders(options: OrdersOptions): Promise<Running> {
  return listen(ordersApp(options, createOrderBook()), options.port);
}

function ordersApp(options: OrdersOptions, book: OrderBook): Express {
  const links = createLinksClient(options);
  const reports = createReportsClient(options);
  const app = express();
  app.disable('x-powered-by');

  app.use(guard({ issuer: options.issuer, audience: ordersApi }));

  app.get('/api/orders', requires('orders:read'), (_request, response) => {
    response.json({ orders: book.list() });
  });

  // Staff may read every order, and a caller with a link that one.
  const mayRead = requires({
    permissions: ['orders:read'],
    details: (request) => ({ type: 'order', identifier: idOf(request), actions: ['read'] }),
  });
  app.get('/api/orders/:id', mayRead, (request, response) => {
    const order = book.find(idOf(request));
    if (order) response.json(order);
    else response.status(404).json(noSuchOrder);
  });

  // What an order means for the business is for the reports service to say, to this caller.
  app.get(
    '/api/orders/:id/share-of-revenue',
    requires('orders:read'),
    async (request, response) => {
      const order = book.find(idOf(request));
      if (!order) {
        response.status(404).json(noSuchOrder);
        return;
      }
      const { summary } = await reports.summaryFor(parseBearer(request.headers.authorization));
      response.json({ id: order.id, share: order.amount / summary.revenue });
    },
  );

  app.post('/api/orders/:id/refund', requires('orders:refund'), (request, response) => {
    const { name, email, subject } = request.principal;
    const order = book.refund(idOf(request), name ?? email ?? subject);
    if (order) response.json(order);
    else response.status(404).json(noSuchOrder);
  });

  app.post('/api/orders/:id/share', requires('orders:share'), async (request, response) => {
    const id = idOf(request);
    if (!book.find(id)) {
      response.status(404).json(noSuchOrder);
      return;
    }
    const link = await links.create({
      url: `${options.landing}?order=${encodeURIComponent(id)}`,
      api: ordersApi,
      permissions: ['orders:read'],
      authorizationDetails: [{ type: 'order', identifier: id, actions: ['read'] }],
      expiresIn: 900,
      tokenLifetime: 600,
    });
    response.status(201).json({ url: link.url, expires_at: link.expiresAt.toISOString() });
  });

  app.use((_request, response) => {
    response.status(404).json({ error: 'not_found', error_description: 'There is no such page.' });
  });
  app.use(answerFailure);
  return app;
}

const idOf = (request: Request): string => String(request.params['id']);

const noSuchOrder = { error: 'not_found', error_description: 'There is no such order.' };

/** What went wrong inside goes to the log; the caller learns whether to try again. */
const answerFailure: ErrorRequestHandler = (error, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  console.error(`orders: ${error instanceof Error ? error.message : String(error)}`);
  const [status, code, description] =
    error instanceof LinksError
      ? [502, 'temporarily_unavailable', 'The link could not be made. Try again in a moment.']
      : error instanceof ReportsRefused
        ? [403, 'access_denied', 'Reports are not for this caller.']
        : [500, 'server_error', 'Something went wrong here.'];
  response.status(status).json({ error: code, error_description: description });
};
