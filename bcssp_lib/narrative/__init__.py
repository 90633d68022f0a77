"""Default text, authors' files, facts bound into prose, and what authors confirmed."""
