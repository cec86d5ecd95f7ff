"""Rules as data: policies, dated parameters, profiles and their expressions."""
