import { testPlans } from './plans.fixture.ts';

/** Where a connection begins after the first hour of a busy day. */
testPlans('full, never analyzed');
