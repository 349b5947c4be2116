import usersSchema from '../../../schemas/users.v1.schema.json' with { type: 'json' };
import { validatorsOf } from '../schema/validator.js';

/** The whole schema of users files, and those parts of it that are checked on their own. */
export const usersValidators = validatorsOf(
  usersSchema,
  {
    document: '',
    user: '#/definitions/user',
    profile: '#/definitions/shared_fields',
    profileName: '#/definitions/profile_name',
  },
  { everyError: true },
);
