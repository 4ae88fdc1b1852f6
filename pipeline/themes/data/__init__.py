"""Data files of the themes, readable and editable by people who do not program."""
