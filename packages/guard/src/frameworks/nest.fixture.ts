import 'reflect-metadata';
import type { RequestListener } from 'node:http';
import { Controller, Get, HttpCode, Module, Param, Post } from '@nestjs/common';
import { type AbstractHttpAdapter, NestFactory } from '@nestjs/core';
import { ExpressAdapter } from '@nestjs/platform-express';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Caller, guard, Public, Requires } from '../nest.ts';
import type { Principal } from '../principal.ts';
import { type MakeService, orderDetail } from './service.fixture.ts';

class Orders {
  early() {
    return {};
  }
  whoami(caller: Principal) {
    return { subject: caller.subject };
  }
  refund() {
    return { refunded: true };
  }
  order(id: string) {
    return { id };
  }
}

type Method = keyof Orders;

/** `@decorator`, without the syntax: Node strips types, and translates nothing. */
function decorate(name: Method, ...decorators: MethodDecorator[]): void {
  const descriptor = Object.getOwnPropertyDescriptor(Orders.prototype, name)!;
  for (const decorator of decorators) decorator(Orders.prototype, name, descriptor);
}

decorate('early', Get('early'), Public(), Requires('orders:read'));
decorate('whoami', Get('whoami'));
Caller()(Orders.prototype, 'whoami', 0);
decorate('refund', Post('refund'), HttpCode(200), Requires('orders:refund'));
decorate(
  'order',
  Get('orders/:id'),
  Requires({
    permissions: ['orders:read'],
    details: (request) => orderDetail(request.params['id']!),
  }),
);
Param('id')(Orders.prototype, 'order', 0);
Controller()(Orders);

class App {}
Module({ controllers: [Orders] })(App);

const service =
  (
    makeAdapter: () => AbstractHttpAdapter,
    listenerOf: (instance: unknown) => RequestListener,
  ): MakeService =>
  async (options) => {
    const app = await NestFactory.create(App, makeAdapter(), { logger: false });
    app.useGlobalGuards(guard(options));
    await app.init();
    const instance: unknown = app.getHttpAdapter().getInstance();
    await (instance as { ready?(): Promise<void> }).ready?.();
    return listenerOf(instance);
  };

export const nestOnExpressService = service(
  () => new ExpressAdapter(),
  (instance) => instance as RequestListener,
);

export const nestOnFastifyService = service(
  () => new FastifyAdapter() as unknown as AbstractHttpAdapter,
  (instance) => (instance as { routing: RequestListener }).routing,
);
