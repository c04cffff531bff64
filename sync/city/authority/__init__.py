"""Who signs the certificates of kiosks and servers, and to whom."""
