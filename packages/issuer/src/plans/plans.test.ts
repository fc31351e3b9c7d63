import { testPlans } from './plans.fixture.ts';

testPlans('empty');
testPlans('empty and analyzed');
