"""A district as its pack says it is."""
