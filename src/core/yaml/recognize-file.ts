import { errorOf, type Diagnostic } from '../errors/diagnostic.js';
import { FILE_IS_A_POINTER, FILE_IS_ENCRYPTED, FILE_IS_NOT_YAML } from '../errors/yaml.js';
import { kindOfOther } from '../text/file-kind.js';

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

/** Two columns or more and nothing that YAML needs. A users file has a colon in its first line. */
const TABLE = /^(?=\S)[^\n:#{}[\]]+[,;\t][^\n:#{}[\]]*(?:\n|$)/;
const LINES_OF_JSON = /^\{[^\n]*\}[ \t]*\n\s*\{/;

/** Recognises, by its first bytes, a file that is no text: a workbook, an archive, a web page. */
export function recognizeBytes(file: string, bytes: Uint8Array): Diagnostic | undefined {
  const kind = kindOfOther(bytes);
  if (kind !== undefined) return notYaml(file, kind);
  return recognizeText(file, new TextDecoder('latin1').decode(bytes.subarray(0, 64)));
}

/** Recognises a table, or lines of JSON, where YAML should be. */
export function recognizeRows(file: string, text: string): Diagnostic | undefined {
  if (TABLE.test(text)) return notYaml(file, 'a table (CSV)');
  if (LINES_OF_JSON.test(text)) return notYaml(file, 'a list of JSON documents, one a line');
  return undefined;
}

function notYaml(file: string, kind: string): Diagnostic {
  return errorOf(FILE_IS_NOT_YAML, {
    summary: `the file is ${kind}, not YAML`,
    place: { file, line: 1, column: 1 },
  });
}

/** Recognises a file that replaces another: a pointer of Git LFS, or an encrypted file. */
export function recognizeText(file: string, text: string): Diagnostic | undefined {
  const place = { file, line: 1, column: 1 };
  if (text.startsWith(POINTER)) {
    return errorOf(FILE_IS_A_POINTER, {
      summary: 'the file is a pointer of Git LFS, not its content',
      place,
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
