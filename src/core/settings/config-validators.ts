import configSchema from '../../../schemas/config.v1.schema.json' with { type: 'json' };
import { validatorOf } from '../schema/validator.js';

export const configValidator = validatorOf(configSchema, { everyError: true });
