"""Evidence: what a verdict rests on, in one file that anyone can replay."""
