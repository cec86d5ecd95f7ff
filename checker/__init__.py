"""Declarative compliance checks for aggregations of distributed energy resources."""

__all__ = ["__version__"]

__version__ = "0.1.0"
