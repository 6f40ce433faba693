"""A district's pack: the folder that describes it, read, checked, built into values and loaded into the records."""
