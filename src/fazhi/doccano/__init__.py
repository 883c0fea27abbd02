"""The annotation loop with a doccano server: push texts with suggestions or gold, pull what annotators made, see progress."""
