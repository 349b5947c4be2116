import { type Diagnostic, errorOf } from '../../core/errors/diagnostic.js';
import {
  ENCRYPTED_FILE_DAMAGED,
  FILE_ENCRYPTED,
  PASSPHRASE_MISSING,
  PLAIN_FILE_REFUSED,
  WRONG_PASSPHRASE,
} from '../../core/errors/encryption.js';
import { Failure } from '../../core/errors/failure.js';
import type { Random } from '../../core/ports/system.js';
import type { StoredState } from '../../core/ports/state.js';
import type { EncryptionPolicy } from '../../core/settings/settings.js';
import {
  deriveKey,
  isEnvelope,
  IV_BYTES,
  openEnvelope,
  parseEnvelope,
  SALT_BYTES,
  sealEnvelope,
  SCRYPT_COST,
  type DerivedKey,
  type Envelope,
  type KdfParameters,
} from '../../core/state/envelope.js';

/** A passphrase that can't be printed by accident. */
export interface Passphrase {
  reveal(): string;
}

/** Between plain text and what is stored: the state, saved plans, recovery files. */
export interface StateCodec {
  /** Whether what is written is encrypted. */
  readonly encrypts: boolean;
  /** The text to store. `serial` stands readable at the top of it. */
  encode(text: string, serial: number): string;
  /** The plain text of what was stored. Throws UnreadableText. */
  decode(stored: string): string;
}

export interface CodecOptions {
  readonly policy: EncryptionPolicy;
  /** Writes and reads. Null: nothing is encrypted, and nothing encrypted can be read. */
  readonly passphrase: Passphrase | null;
  /** Reads what was written before a rotation. */
  readonly previous: Passphrase | null;
  readonly random: Pick<Random, 'hex'>;
  /** For tests, which can't wait for each key. */
  readonly cost?: Pick<KdfParameters, 'n' | 'r' | 'p'>;
}

/**
 * Why a stored text can't be read:
 * `damaged`: it is not what was written, and an older version may help;
 * `key`: the passphrase is missing or another one, and nothing is known about the text;
 * `policy`: it is plain, and the settings ask for encryption.
 */
export type UnreadableReason = 'damaged' | 'key' | 'policy';

export class UnreadableText extends Failure {
  readonly reason: UnreadableReason;
  /** What lies in the backend; null if the text came from elsewhere. */
  readonly #stored: StoredState | null;

  constructor(
    reason: UnreadableReason,
    diagnostics: readonly Diagnostic[] | Diagnostic,
    stored: StoredState | null = null,
  ) {
    super(diagnostics);
    this.reason = reason;
    this.#stored = stored;
  }

  /** The same, of the current text of a backend. */
  of(stored: StoredState): UnreadableText {
    return new UnreadableText(this.reason, this.diagnostics, stored);
  }

  /** What lies in the backend, if it is known to be damaged. */
  get damaged(): StoredState | null {
    return this.reason === 'damaged' ? this.#stored : null;
  }
}

/**
 * Encrypts if there is a passphrase, unless the policy is `off`; reads plain text as it is, unless
 * the policy is `required`. Throws Failure if policy and passphrases do not go together.
 */
export function createStateCodec(options: CodecOptions): StateCodec {
  if (options.passphrase === null) {
    if (options.policy === 'required') throw new Failure(NO_PASSPHRASE_AT_ALL);
    // What the old passphrase reads would be written back in plain, which nobody asked for.
    if (options.previous !== null && options.policy !== 'off') {
      throw new Failure(ONLY_PREVIOUS);
    }
  }
  return new PassphraseCodec(options);
}

const PLAIN = /^\s*\{\s*"format"\s*:\s*"corform-(?:state|plan|moved)"/;

class PassphraseCodec implements StateCodec {
  readonly encrypts: boolean;
  readonly #policy: EncryptionPolicy;
  readonly #passphrase: Passphrase | null;
  readonly #previous: Passphrase | null;
  readonly #random: Pick<Random, 'hex'>;
  readonly #cost: Pick<KdfParameters, 'n' | 'r' | 'p'>;
  /** A key costs a third of a second: each is made once. */
  readonly #keys = new Map<string, DerivedKey>();
  #salt: string | null = null;

  constructor({ policy, passphrase, previous, random, cost = SCRYPT_COST }: CodecOptions) {
    this.encrypts = passphrase !== null && policy !== 'off';
    this.#policy = policy;
    this.#passphrase = passphrase;
    this.#previous = previous;
    this.#random = random;
    this.#cost = cost;
  }

  encode(text: string, serial: number): string {
    if (this.#passphrase === null || !this.encrypts) return text;
    // One salt per process, so all checkpoints share a key; each has its own iv.
    this.#salt ??= this.#chance(SALT_BYTES);
    const kdf = { ...this.#cost, salt: this.#salt };
    const derived = this.#derive(this.#passphrase, kdf);
    return sealEnvelope(text, { serial, kdf, derived, iv: this.#chance(IV_BYTES) });
  }

  decode(stored: string): string {
    if (!isEnvelope(stored)) return this.#acceptPlain(stored);
    const { value: envelope, diagnostics } = parseEnvelope(stored);
    if (envelope === undefined) throw new UnreadableText('damaged', diagnostics);
    const opened = this.#open(envelope);
    if (opened.value === undefined) throw new UnreadableText('damaged', opened.diagnostics);
    return opened.value;
  }

  #acceptPlain(stored: string): string {
    if (this.#policy !== 'required') return stored;
    throw PLAIN.test(stored)
      ? new UnreadableText('policy', PLAIN_REFUSED)
      : new UnreadableText('damaged', NOT_ENCRYPTED);
  }

  /** With the passphrase, else with the previous one. */
  #open(envelope: Envelope): ReturnType<typeof openEnvelope> {
    const passphrases = [this.#passphrase, this.#previous].filter((p) => p !== null);
    if (passphrases.length === 0) throw new UnreadableText('key', NO_PASSPHRASE);
    for (const passphrase of passphrases) {
      const derived = this.#derive(passphrase, envelope.kdf);
      if (derived.check !== envelope.key_check) continue;
      const opened = openEnvelope(envelope, derived);
      if (opened.value !== undefined && passphrase === this.#passphrase) this.#adopt(envelope.kdf);
      return opened;
    }
    throw new UnreadableText('key', OTHER_PASSPHRASE);
  }

  /**
   * What is written next may use the key that is there already. Only of an envelope that has proved
   * itself: nobody else may choose our salt. Random ivs are good for 2^32 texts under one key.
   */
  #adopt({ n, r, p, salt }: KdfParameters): void {
    const cost = this.#cost;
    if (n === cost.n && r === cost.r && p === cost.p) this.#salt ??= salt;
  }

  #derive(passphrase: Passphrase, kdf: KdfParameters): DerivedKey {
    const { n, r, p, salt } = kdf;
    const which = passphrase === this.#passphrase ? 'current' : 'previous';
    const id = [which, n, r, p, salt].join(' ');
    const derived = this.#keys.get(id) ?? deriveKey(passphrase.reveal(), kdf);
    this.#keys.set(id, derived);
    return derived;
  }

  #chance(bytes: number): string {
    return Buffer.from(this.#random.hex(bytes), 'hex').toString('base64');
  }
}

const NO_PASSPHRASE_AT_ALL: Diagnostic = errorOf(PASSPHRASE_MISSING, {
  summary: 'Encryption is required, but there is no passphrase',
  detail:
    'CORFORM_PASSPHRASE is not set or is empty. CI systems leave it empty if the secret does not exist.',
  fix: 'Set CORFORM_PASSPHRASE or CORFORM_PASSPHRASE_FILE.',
});

const ONLY_PREVIOUS: Diagnostic = errorOf(PASSPHRASE_MISSING, {
  summary: 'CORFORM_PASSPHRASE_PREVIOUS is set, but CORFORM_PASSPHRASE is not',
  detail:
    'The previous passphrase is only for reading, so corform would write the state back unencrypted.',
});

const NO_PASSPHRASE: Diagnostic = errorOf(FILE_ENCRYPTED, {
  summary: 'The file is encrypted, but there is no passphrase',
});

const OTHER_PASSPHRASE: Diagnostic = errorOf(WRONG_PASSPHRASE, {
  summary: 'The passphrase is not the one that the file was encrypted with',
  detail: 'Or somebody changed the header of the file.',
});

const PLAIN_REFUSED: Diagnostic = errorOf(PLAIN_FILE_REFUSED, {
  summary: 'The file is not encrypted, but encryption is required',
  detail: 'Somebody may have replaced the encrypted one.',
});

const NOT_ENCRYPTED: Diagnostic = errorOf(ENCRYPTED_FILE_DAMAGED, {
  summary: 'corform did not encrypt this file, or its beginning is damaged',
  detail: 'Encryption is required.',
});
