"""From a file or a typed grid to checked figures: rows, form, numbers, districts, draft; nothing is stored here."""
