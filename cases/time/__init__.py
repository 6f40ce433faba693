"""Working time: units, calendars, and when a limit ends."""
