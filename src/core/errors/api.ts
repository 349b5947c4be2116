/** What stands between corform and COR: credentials, addresses, tokens, its list of users. */
import type { ErrorEntry } from './entry.js';

export const NO_CREDENTIAL = {
  code: 'CF500',
  kind: 'not-authorised',
  title: 'No credential',
  meaning: 'apply needs a credential for COR, and none is set. plan and validate never need one.',
  fix: 'Set COR_ACCESS_TOKEN, or COR_API_KEY and COR_CLIENT_SECRET, or the same names with _FILE.',
} as const satisfies ErrorEntry;

export const HALF_A_CREDENTIAL = {
  code: 'CF501',
  kind: 'not-authorised',
  title: 'Half a credential',
  meaning: 'COR_API_KEY and COR_CLIENT_SECRET belong together, and only one of them is set.',
  fix: 'Set the other one as well.',
} as const satisfies ErrorEntry;

export const AMBIGUOUS_CREDENTIAL = {
  code: 'CF502',
  kind: 'not-authorised',
  title: 'Ambiguous credential',
  meaning:
    'More than one way of giving the credential is set: a token and a key, or a value and a file. A wrong guess would write to the wrong company.',
  fix: 'Unset all but one, so it is clear which credential to use. An empty variable counts as set.',
} as const satisfies ErrorEntry;

export const UNUSABLE_CREDENTIAL = {
  code: 'CF503',
  kind: 'not-authorised',
  title: 'Unusable credential',
  meaning:
    'The value is empty, longer than 8 KiB, or has characters that are never part of a credential: surrounding quotes, spaces, line breaks, anything but printable ASCII, or a colon in the API key. The value is not shown.',
  fix: 'Copy it again without quotes, spaces and line breaks. One line break at the end of a file is fine.',
} as const satisfies ErrorEntry;

export const CREDENTIAL_FILE_UNREADABLE = {
  code: 'CF504',
  kind: 'not-authorised',
  title: 'Credential file unreadable',
  meaning: 'The file named by a variable that ends in _FILE is missing or may not be read.',
  fix: 'Check the path and its permissions.',
} as const satisfies ErrorEntry;

export const NOT_AN_ADDRESS = {
  code: 'CF505',
  kind: 'usage',
  title: 'Not an address',
  meaning: 'COR_INTEGRATIONS_URL or COR_API_URL is not an http or https address.',
  fix: 'Give an address like https://integrations.projectcor.com, or unset it for the default.',
} as const satisfies ErrorEntry;

export const PLAIN_HTTP = {
  code: 'CF506',
  kind: 'usage',
  title: 'Plain http',
  meaning:
    'The token would travel unencrypted. Plain http is accepted for a server on this machine only.',
  fix: 'Use an https address.',
} as const satisfies ErrorEntry;

export const ADDRESS_WITH_EXTRAS = {
  code: 'CF507',
  kind: 'usage',
  title: 'Address with extras',
  meaning: 'The address of an API has a user name, a password, a query or a fragment in it.',
  fix: 'Give origin and path only.',
} as const satisfies ErrorEntry;

export const NOT_A_PROXY_ADDRESS = {
  code: 'CF508',
  kind: 'usage',
  title: 'Not a proxy address',
  meaning:
    'HTTP_PROXY or HTTPS_PROXY is not the address of an HTTP proxy, and corform would have to connect through it. SOCKS is not supported.',
  fix: 'Correct or unset it, or name the host in NO_PROXY. Without a scheme, http is assumed.',
} as const satisfies ErrorEntry;

export const API_KEY_REJECTED = {
  code: 'CF510',
  kind: 'not-authorised',
  title: 'API key rejected',
  meaning:
    'COR refused the API key and client secret, or rejected the token that it had issued for them.',
  fix: 'Check COR_API_KEY and COR_CLIENT_SECRET, and check that they belong to COR_API_URL.',
} as const satisfies ErrorEntry;

export const TOKEN_ANSWER_NOT_UNDERSTOOD = {
  code: 'CF511',
  kind: 'not-authorised',
  title: 'Token response not understood',
  meaning: 'The response to the token request does not look like one from COR.',
  fix: 'Check that COR_API_URL leads to COR, not to a proxy or a login page.',
} as const satisfies ErrorEntry;

export const NO_TOKEN = {
  code: 'CF512',
  kind: 'not-authorised',
  title: 'Could not get an access token',
  meaning: 'corform could not reach COR to get a token, or COR answered 429 or 5xx three times.',
  fix: 'Check the network and COR_API_URL, then run the command again.',
} as const satisfies ErrorEntry;

export const LIST_NOT_AUTHORISED = {
  code: 'CF513',
  kind: 'not-authorised',
  title: 'No permission to read the list of users',
  meaning: 'COR refused the credential when corform asked for the list of users.',
  fix: 'Check the credential. Its user must be allowed to see the users of the company.',
} as const satisfies ErrorEntry;

export const LIST_UNREADABLE = {
  code: 'CF514',
  kind: 'error',
  title: 'The list of users could not be read',
  meaning:
    'corform could not reach COR, or COR did not answer with its list of users. Nothing was changed.',
  fix: 'Check COR_API_URL and the network, then run the command again.',
} as const satisfies ErrorEntry;

export const LIST_INCOMPLETE = {
  code: 'CF515',
  kind: 'incomplete',
  title: "COR's list of users could not be read completely",
  meaning:
    'Three times in a row, the list changed while corform read it, or a page could not be read. baseline records nothing from such a list. The differences that drift shows are true, but others may be missing, and it calls nobody missing.',
  fix: 'Run the command again when nobody is changing users in COR.',
} as const satisfies ErrorEntry;
