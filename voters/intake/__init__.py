"""From a file to checked rows: cleaning, columns, parsing, look-ups; no database, no spreadsheet library."""
