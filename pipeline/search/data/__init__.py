"""The glossary, as a file for people."""
