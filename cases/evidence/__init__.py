"""Pictures as proof."""
