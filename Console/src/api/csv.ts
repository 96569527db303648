// Writes the data of a page as a file for spreadsheets.

/** A value of a cell. */
export type Cell = string | number | boolean | null | undefined;

// Spreadsheets run such a text as a formula, also after white space. Users choose some of the texts, such as the name of their program.
const formula = /^\s*[=+\-@]|^[\t\r\n]/;

/** Returns a table as CSV (RFC 4180) in UTF-8 with a byte order mark. A text that a spreadsheet would run as a formula gets an apostrophe in front. */
export function toCsv(columns: readonly string[], rows: readonly (readonly Cell[])[]): string {
  return `\uFEFF${[columns, ...rows].map(row => row.map(write).join(',')).join('\r\n')}\r\n`;
}

function write(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell !== 'string') return String(cell);
  const text = formula.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
