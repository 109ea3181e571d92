import fc from 'fast-check';

// The same cases on every machine; another seed on purpose: FC_SEED=7 npm test
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 20_240_516) });
