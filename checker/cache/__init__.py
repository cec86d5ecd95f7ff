"""What earlier runs found out, kept in the user's own cache directory.

Nothing in here decides a verdict: a cache that is missing, old, damaged or cannot be
written makes a run slower and changes nothing of what it says. Modules in this room
import nothing that a commit hook would wait for.
"""
