"""The language of reports as grammars: `str` → candidates → values. Pure: no spaCy, no files but the lexicon handed in."""
