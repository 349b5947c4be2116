import { exactObject, wholeNumber } from '../../core/schema/shapes.js';
import { validatorOf } from '../../core/schema/validator.js';

const TEXT = { type: 'string' };
const TEXT_OR_NULL = { type: ['string', 'null'] };

/** A pid of 0 or below is that of a group of processes, which is nobody's. */
const PROCESS = exactObject({
  host: TEXT,
  machine: TEXT_OR_NULL,
  boot: TEXT_OR_NULL,
  pid_namespace: TEXT_OR_NULL,
  pid: wholeNumber(1),
  started: TEXT_OR_NULL,
});

/** A ProcessIdentity. */
export const processValidator = validatorOf(PROCESS);

/** What is needed of a LockInfo that any tool wrote: an ID. */
export const lockInfoValidator = validatorOf({
  type: 'object',
  required: ['ID'],
  properties: { ID: { type: 'string', minLength: 1 } },
});

/** A file of the local lock: the LockInfo, the process that holds it, and what tells takings apart. */
export const lockRecordValidator = validatorOf(
  exactObject({
    info: exactObject({
      ID: TEXT,
      Operation: TEXT,
      Info: TEXT,
      Who: TEXT,
      Version: TEXT,
      Created: TEXT,
      Path: TEXT,
    }),
    holder: PROCESS,
    token: TEXT,
  }),
);
