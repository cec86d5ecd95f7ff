"""Find the declaration files and read each with the place of every node."""
