"""The page of a report, and the script that draws its charts."""
