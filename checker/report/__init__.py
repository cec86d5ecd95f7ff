"""What a run found, as text and as data: one module for each format."""
