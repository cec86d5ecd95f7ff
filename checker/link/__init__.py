"""Declarations become one portfolio, and a dossier for each subject."""
