"""Inventories: the rows of a table become sites and meters, held to their schemas."""
