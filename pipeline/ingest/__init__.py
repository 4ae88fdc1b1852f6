"""Folders of plans into the store: find the files, open what is new, read it in parallel, write it once.

`scan` finds, `opening` looks into a file, `reader` makes tasks of its bytes, `workers` does that in
processes, `ingest` tells the story in order.
"""
