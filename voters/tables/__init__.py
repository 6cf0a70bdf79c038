"""How stored things are laid out for a page: rows, columns, words and tones. No queries, no writing."""
