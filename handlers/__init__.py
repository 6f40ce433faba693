"""Whatever happens outside becomes one call to `cases`, and the answer is shown."""
