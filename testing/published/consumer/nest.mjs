import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Caller, guard, Requires } from '@sallyport/guard/nest';
import { createTestIssuer } from '@sallyport/guard/testing';

const issuer = await createTestIssuer({ audience: 'https://orders.example' });

class Orders {
  list({ subject }) {
    return { subject };
  }
}
// `@Decorators()`, which Node does not have.
const list = Object.getOwnPropertyDescriptor(Orders.prototype, 'list');
Get('orders')(Orders.prototype, 'list', list);
Requires('orders:read')(Orders.prototype, 'list', list);
Caller()(Orders.prototype, 'list', 0);
Controller()(Orders);
class Application {}
Module({ controllers: [Orders] })(Application);

const app = await NestFactory.create(Application, { logger: false });
app.useGlobalGuards(guard(issuer.options));
await app.listen(0, '127.0.0.1');
const url = `${await app.getUrl()}/orders`;
for (const permissions of [['orders:read'], []]) {
  const authorization = `Bearer ${await issuer.token({ permissions })}`;
  const answer = await fetch(url, { headers: { authorization } });
  console.log(answer.status, await answer.text());
}
console.log((await fetch(url)).status);
await app.close();
