"""The dossier: pages that a reviewer reads instead of YAML."""
