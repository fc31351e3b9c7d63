import { testPlans } from './plans.fixture.ts';

testPlans('empty and analyzed');
