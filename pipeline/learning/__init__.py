"""People teach the theme model: label, review, train, promote.

`themes` is where all of it is done for a workspace. `sheet` (CSV, Excel) and `label_studio` are the files in which
labels come and go, `intake` checks what comes in, `agreement` compares what people say, `proposals` says what to
label next, `teaching` trains a new version, `report` shows how good it is, `promotion` puts it in use and takes it
back, `watch` notices when plans begin to differ from those before.
"""
