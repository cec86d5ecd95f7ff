"""Hold declarations, and our own data files, to their schemas."""
