"""A portfolio as it was at a git revision, read from git's objects alone.

Nothing is checked out, and nothing that a repository brings along is run.
"""
