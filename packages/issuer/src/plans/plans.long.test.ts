import { testPlans } from './plans.fixture.ts';

/** On the first day of a system, before the server has analyzed anything. */
testPlans('empty');

/** Where a connection begins after the first hour of a busy day. */
testPlans('full, never analyzed');
