"""Vocabularies that a person can read and edit: agencies, places, section headings."""
