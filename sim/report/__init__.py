"""What a study says: sentences, tables, figures, the page."""
