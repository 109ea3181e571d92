import { readConfig } from './config.js';

test('the limit of linking is what the environment says, or 50,000', () => {
  expect(readConfig({}, '/x').linkLimit).toBe(50_000);
  expect(readConfig({ HUB_LINK_LIMIT: '1200' }, '/x').linkLimit).toBe(1200);
});

test.each(['-1', '1e5', '两万', '1.5'])('HUB_LINK_LIMIT=%s is a mistake that is named', (text) => {
  expect(() => readConfig({ HUB_LINK_LIMIT: text }, '/x')).toThrow(/HUB_LINK_LIMIT/u);
});
