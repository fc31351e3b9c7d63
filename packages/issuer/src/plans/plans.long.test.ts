import { samples } from '../../../../testing/samples.ts';
import { testPlans } from './plans.fixture.ts';

testPlans('empty and analyzed');

/**
 * Where a connection begins after the first hour of a busy day; and, with all samples, on the first day of a system,
 * before the server has analyzed anything.
 */
for (const state of samples(['full, never analyzed', 'empty'] as const)) testPlans(state);
