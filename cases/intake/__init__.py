"""From what somebody says to a case."""
