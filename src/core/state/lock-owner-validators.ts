import { wholeNumber } from '../schema/shapes.js';
import { validatorOf } from '../schema/validator.js';

/** What a LockInfo of corform's says in its `Info`, as far as people want to know it. */
export const lockProcessValidator = validatorOf({
  type: 'object',
  required: ['host', 'pid'],
  properties: {
    host: { type: 'string', minLength: 1 },
    pid: wholeNumber(1),
    run_url: { type: ['string', 'null'], pattern: '^https?://' },
  },
});
