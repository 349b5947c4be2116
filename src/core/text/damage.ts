/** What machines leave in a text that was meant to hold a value. */

/** UTF-8 that was read as windows-1252, as in `NuÃ±ez` and `Oâ€™Brien`. */
export const TWICE_DECODED_TEXT = /[ÃÂ][\u0080-\u00bf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ]|â€/;

/** What a spreadsheet shows in place of a value that it doesn't have, in English and Spanish. */
export const SHEET_ERROR =
  /^#(?:N\/[AD]|[¡¿]?(?:REF|VALUE|VALOR|DIV\/0|NAME|NOMBRE|N[UÚ]M|NULL|NULO|SPILL|CALC|FIELD)[!?]|#+)$/i;
