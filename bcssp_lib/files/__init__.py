"""The project folder, the paths of a report, atomic writes and fingerprints of files."""
