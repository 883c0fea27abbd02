"""Runs of `fazhi tag` that can be broken off at any moment and taken up again, with no report lost and none twice."""
