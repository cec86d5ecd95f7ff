"""Policies judge dossiers; verdicts come out."""
