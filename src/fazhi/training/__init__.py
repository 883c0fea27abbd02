"""Gold → model: split by report, DocBin, fit, evaluate, release."""
