export default function stopServers() {
  globalThis.stopTestServers();
}
