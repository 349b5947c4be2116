import type { CatalogEntry } from './entry.js';

/** The codes of reading users.yaml: CF100 to CF199. */
export const DESIRED_CODES: readonly CatalogEntry[] = [
  {
    code: 'CF100',
    title: 'The file is empty',
    meaning: 'The file holds no YAML content: nothing, only comments, or only a null.',
    fix: 'Write version, source and users; `corform init` makes an example.',
  },
  {
    code: 'CF101',
    title: 'Not UTF-8',
    meaning:
      'The bytes of the file are not valid UTF-8. Files saved as Latin-1 or Windows-1252 look like this.',
    fix: 'Save the file as UTF-8.',
  },
  {
    code: 'CF102',
    title: 'UTF-16 or UTF-32',
    meaning: 'The file is text in a wide encoding.',
    fix: 'Save the file as UTF-8.',
  },
  {
    code: 'CF103',
    title: 'Control character in the file',
    meaning:
      'The file holds a NUL, an escape or another control character, or a carriage return without a line feed.',
    fix: 'Remove the character; save the file with LF or CRLF line ends.',
  },
  {
    code: 'CF104',
    title: 'Unresolved merge',
    meaning: 'The file holds the markers that git leaves where two changes conflict.',
    fix: 'Resolve the merge and remove the lines of markers.',
  },
  {
    code: 'CF105',
    title: 'File too large',
    meaning: 'The file is larger than 64 MiB, or holds more than can be read at once.',
    fix: 'Split the users over several files.',
  },
  {
    code: 'CF110',
    title: 'Not valid YAML',
    meaning: 'The text at this place does not follow the rules of YAML.',
    fix: 'Write `key: value` lines with equal indentation, and put text with special characters in quotes.',
  },
  {
    code: 'CF111',
    title: 'Tab as indentation',
    meaning: 'YAML allows no tab where a line is indented.',
    fix: 'Indent with spaces.',
  },
  {
    code: 'CF112',
    title: 'Quote not closed',
    meaning: 'A quoted text starts here and has no end, or a line of it is not indented enough.',
    fix: 'Close the quote.',
  },
  {
    code: 'CF113',
    title: 'Duplicate key',
    meaning:
      'A map holds the same key twice; other tools would silently take one of the two values.',
    fix: 'Keep one of the two.',
  },
  {
    code: 'CF114',
    title: 'Anchor or alias',
    meaning:
      'Anchors (`&name`) and aliases (`*name`) are not allowed: they make a change of one user a change of others.',
    fix: 'Use profiles for fields that users share.',
  },
  {
    code: 'CF115',
    title: 'Tag',
    meaning: 'Tags (`!name`) are not allowed: the type of each value is fixed.',
    fix: 'Remove the tag; put text in quotes.',
  },
  {
    code: 'CF116',
    title: 'Merge key',
    meaning: 'Merge keys (`<<`) are not allowed: they are not part of YAML 1.2.',
    fix: 'Use profiles for fields that users share.',
  },
  {
    code: 'CF117',
    title: 'YAML directive',
    meaning: 'Lines that start with `%` before the document are not allowed.',
    fix: 'Remove the line.',
  },
  {
    code: 'CF118',
    title: 'Several documents',
    meaning: 'A file is one YAML document; a further `---` or `...` starts another.',
    fix: 'Keep one document a file, and name several files.',
  },
  {
    code: 'CF119',
    title: 'Nested too deeply',
    meaning: 'Values are nested deeper than any users file needs.',
    fix: 'Write users as a list of flat entries.',
  },
  {
    code: 'CF120',
    title: 'Value far too long',
    meaning: 'A single value has more than 16,384 characters.',
    fix: 'Shorten it: a value has at most 255 characters.',
  },
  {
    code: 'CF121',
    title: 'Key is not text',
    meaning:
      'A list or a map, or something else that is not plain text, stands where a key belongs.',
    fix: 'Write the name of the key.',
  },
  {
    code: 'CF122',
    title: 'Number in an unusual notation',
    meaning:
      'A number is written so that YAML 1.1 and YAML 1.2 read it differently, or not at all: `010`, `0x1F`, `1e1`, `+8`.',
    fix: 'Write it in plain decimal digits.',
  },
  {
    code: 'CF131',
    title: 'Unknown key',
    meaning:
      'users.yaml has no such key at this place. Unknown keys are refused, because COR would ignore a misspelt field.',
    fix: 'Correct the spelling or remove the key.',
  },
  {
    code: 'CF132',
    title: 'Missing key',
    meaning: 'A key that is required is not there.',
    fix: 'Add it.',
  },
  {
    code: 'CF133',
    title: 'Wrong type',
    meaning: 'The value is of another type than this key takes.',
    fix: 'Write a value of the type that is named.',
  },
  {
    code: 'CF134',
    title: 'Text without quotes',
    meaning:
      'Text is required, and the value was read as a number or as true or false, because it stands without quotes. Leading zeros and plus signs would be lost.',
    fix: 'Put the value in quotes.',
  },
  {
    code: 'CF135',
    title: 'No value',
    meaning: 'The value is null. What COR does with null is not documented, so it is never sent.',
    fix: 'Delete the line if the field is no longer to be managed.',
  },
  {
    code: 'CF136',
    title: 'Empty text',
    meaning:
      'The value is an empty text. What COR does with it is not documented, so it is never sent.',
    fix: 'Delete the line if the field is no longer to be managed.',
  },
  {
    code: 'CF137',
    title: 'Text too long',
    meaning: 'The text has more than 255 characters.',
    fix: 'Shorten it.',
  },
  {
    code: 'CF138',
    title: 'Character not allowed',
    meaning:
      "The text holds a control character, a line end or half of a surrogate pair; or a profile's name is not usable.",
    fix: 'Write it on one line, without the character.',
  },
  {
    code: 'CF139',
    title: 'Space at the start or end',
    meaning:
      'The text starts or ends with white space, which is nearly always a slip and hard to see.',
    fix: 'Remove the space.',
  },
  {
    code: 'CF140',
    title: 'Number out of range',
    meaning: 'role_id is 1 to 6, daily_hours is 0 to 24.',
    fix: 'Write a number within the range.',
  },
  {
    code: 'CF141',
    title: 'Not whole or half hours',
    meaning: 'daily_hours is given in steps of half an hour.',
    fix: 'Write whole or half hours, for example 7.5.',
  },
  {
    code: 'CF142',
    title: 'Not a date',
    meaning: 'The value is not a day of the calendar in the form YYYY-MM-DD.',
    fix: 'Write it as YYYY-MM-DD.',
  },
  {
    code: 'CF143',
    title: 'Unknown version of the format',
    meaning: 'This corform reads version 1 of users.yaml.',
    fix: 'Write version: 1, or use a newer corform.',
  },
  {
    code: 'CF144',
    title: 'Personal field shared',
    meaning:
      "first_name, last_name and phone belong to one person: they can't stand in defaults or profiles.",
    fix: 'Write the field at each user.',
  },
  {
    code: 'CF150',
    title: 'Duplicate id',
    meaning: 'Two users have the same id, in one file or in two.',
    fix: 'Merge the two entries, or correct one id.',
  },
  {
    code: 'CF151',
    title: 'Ids that look the same',
    meaning:
      'Two ids differ only in case or in the Unicode form of their characters. A warning where the source is SALESFORCE, whose short ids differ by case; an error otherwise.',
    fix: 'Write the id as the source has it, once.',
  },
  {
    code: 'CF152',
    title: "Id that can't be sent",
    meaning:
      'The id becomes part of a URL: `.` and `..` would vanish from it, and more than 255 bytes are not accepted.',
    fix: 'Use the external id under which the user was created in COR.',
  },
  {
    code: 'CF153',
    title: 'Unknown profile',
    meaning:
      'The user names a profile that its file does not have. Profiles are local to their file.',
    fix: 'Correct the name, or add the profile to the same file.',
  },
  {
    code: 'CF154',
    title: 'Unused profile',
    meaning: 'No user of the file has this profile. A warning.',
    fix: 'Remove the profile, or give it to a user.',
  },
  {
    code: 'CF155',
    title: 'Undocumented source',
    meaning:
      'COR does not document this source. It adds sources without notice, so this is a warning.',
    fix: 'Check the spelling; go on if COR has given you this name.',
  },
  {
    code: 'CF156',
    title: 'User without fields',
    meaning: 'Nothing of this user is managed, so nothing will be sent. A warning.',
    fix: 'Write the fields to manage, or remove the user.',
  },
  {
    code: 'CF157',
    title: 'Required user missing',
    meaning: 'An id under `required:` of corform.yaml is in no users file.',
    fix: 'Add the user, or take the id out of `required:`.',
  },
  {
    code: 'CF158',
    title: 'Moved to itself',
    meaning: '`previously` is the id of the user itself.',
    fix: 'Remove the line.',
  },
  {
    code: 'CF159',
    title: 'Moved from a present user',
    meaning: '`previously` names an id that another entry still has.',
    fix: 'Remove the line, or the entry of the old id.',
  },
  {
    code: 'CF160',
    title: 'Moved twice',
    meaning: 'Two users name the same `previously`.',
    fix: 'Keep the line at one of them.',
  },
  {
    code: 'CF161',
    title: 'Different sources',
    meaning: 'The files name different sources; together they are one desired state of one source.',
    fix: 'Give all files the same source; keep another source in a folder and a state of its own.',
  },
  {
    code: 'CF162',
    title: 'No users file',
    meaning: 'No file was named or found.',
    fix: 'Name a file, or run `corform init`.',
  },
];
