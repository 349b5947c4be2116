import { errorOf, type Diagnostic } from '../errors/diagnostic.js';
import { FILE_IS_A_POINTER, FILE_IS_ENCRYPTED } from '../errors/users.js';

interface Tool {
  readonly name: string;
  /** How a file of it starts, or what it holds somewhere if `anywhere` is set. */
  readonly mark: string;
  readonly anywhere?: true;
  readonly decrypt: string;
}

const TOOLS: readonly Tool[] = [
  { name: 'git-crypt', mark: '\0GITCRYPT', decrypt: 'git-crypt unlock' },
  { name: 'ansible-vault', mark: '$ANSIBLE_VAULT;', decrypt: 'ansible-vault decrypt FILE' },
  { name: 'sops', mark: 'ENC[AES256_GCM,data:', anywhere: true, decrypt: 'sops decrypt -i FILE' },
  { name: 'age', mark: 'age-encryption.org/', decrypt: 'age --decrypt' },
  { name: 'age', mark: '-----BEGIN AGE ENCRYPTED FILE', decrypt: 'age --decrypt' },
  { name: 'PGP', mark: '-----BEGIN PGP MESSAGE', decrypt: 'gpg --decrypt' },
];

const POINTER = 'version https://git-lfs.github.com/spec/';

/** Recognises a file that is not YAML but replaces it: a pointer of Git LFS, or an encrypted file. */
export function recognizeFile(file: string, text: string): Diagnostic | undefined {
  const place = { file, line: 1, column: 1 };
  if (text.startsWith(POINTER)) {
    return errorOf(FILE_IS_A_POINTER, {
      summary: 'the file is a pointer of Git LFS, not its content',
      place,
      fix: FILE_IS_A_POINTER.fix,
    });
  }
  const tool = TOOLS.find(({ mark, anywhere }) =>
    anywhere === true ? text.includes(mark) : text.startsWith(mark),
  );
  if (tool === undefined) return undefined;
  return errorOf(FILE_IS_ENCRYPTED, {
    summary: `the file is encrypted by ${tool.name}`,
    place,
    fix: `Decrypt it before corform runs: ${tool.decrypt}`,
  });
}
