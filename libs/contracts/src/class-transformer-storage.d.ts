declare module 'class-transformer/cjs/storage.js' {
  /** The library's registry of `@Type` decorators, not part of its public face; read by class-validator-jsonschema only. */
  const storage: { defaultMetadataStorage: import('class-transformer/types/MetadataStorage.js').MetadataStorage };
  export default storage;
}
