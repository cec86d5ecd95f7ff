"""CAISO's public data: read downloads of OASIS, keep what declarations can need."""
