"""Updates to version 1.0."""
