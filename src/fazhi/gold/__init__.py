"""Gold: what people say stands in a report. Read, write, check, compare and count annotations."""
