"""What complies is handed in: documents, packages and their manifests."""
