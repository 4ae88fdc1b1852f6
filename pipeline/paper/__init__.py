"""What leaves the program on paper: tables, workbooks, charts; texts made harmless; files that appear whole."""
