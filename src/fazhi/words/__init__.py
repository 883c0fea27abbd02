"""Words: a segmenter trained on the project's own segmented text, and tables of the words of a pile."""
