/**
 * fast-check with one seed for the whole suite, so a run finds today what it found yesterday. To look
 * for something new: `CORFORM_TEST_SEED=$RANDOM npx vitest run test/property`; a failure prints its seed.
 */
import fc from 'fast-check';

const seed = Number(process.env['CORFORM_TEST_SEED'] ?? 20_260);
if (!Number.isSafeInteger(seed)) throw new Error('CORFORM_TEST_SEED is no whole number');
fc.configureGlobal({ seed });

export { default } from 'fast-check';
