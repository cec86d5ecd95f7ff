"""The nouns: places, documents, records, findings and verdicts."""
