import importSchema from '../../../schemas/import.v1.schema.json' with { type: 'json' };
import { validatorOf } from '../schema/validator.js';

/** The validator of schemas/import.v1.schema.json. */
export const importValidator = validatorOf(importSchema, { everyError: true });
