// A thread does not inherit how types are taken away. Node does it by itself since 22.18, and a build has none.
if (!process.features.typescript) {
  const { register } = await import('tsx/esm/api');
  register();
}
await import('./worker.ts');
