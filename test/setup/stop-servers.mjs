export default function stopServers() {
  globalThis.testServers.stop();
}
