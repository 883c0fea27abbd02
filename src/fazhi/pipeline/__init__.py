"""Doc → Doc: one spaCy component a file. Offsets, labels and scores live on the Doc; values are made in `fazhi.extract`."""
