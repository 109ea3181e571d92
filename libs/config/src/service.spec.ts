import { readServiceConfig } from './service.js';

const env = { HUB_KAFKA: '127.0.0.1:9092', HUB_DATA: '/srv/hub' };

test('a service has its keys in its folder, and half a minute until it counts as dead', () => {
  expect(readServiceConfig(env)).toMatchObject({ signingKeys: '/srv/hub/signing-keys', takeoverMs: 30_000 });
  expect(readServiceConfig({ ...env, HUB_TAKEOVER_MS: '6000' }).takeoverMs).toBe(6000);
});

test.each([
  ['5999', 'HUB_TAKEOVER_MS 应为 6000–300000'],
  ['300001', 'HUB_TAKEOVER_MS 应为 6000–300000'],
  ['30s', 'HUB_TAKEOVER_MS 应为 6000–300000'],
])('HUB_TAKEOVER_MS=%s is refused', (text, message) => {
  expect(() => readServiceConfig({ ...env, HUB_TAKEOVER_MS: text })).toThrow(message);
});

test('without a broker there is no service', () => {
  expect(() => readServiceConfig({})).toThrow('HUB_KAFKA');
});
