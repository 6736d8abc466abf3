"""The words that the batch and a running notebook agree on, light enough for both to import."""

# Set by the batch for the kernels it starts; never parameters, so that no path ends up in a notebook.
RELEASE_VARIABLE = "KERNMONITOR_RELEASE"
FOLDER_VARIABLE = "KERNMONITOR_FOLDER"

# Written by nb.export: the order of what a notebook showed.
INDEX = "inhoud.json"
# Written by nb.footer for the batch, which takes it out of the outputs: what the release handed out.
READS = ".gelezen.json"


def sentinel(notebook: str) -> str:
    """Return the last line of a finished notebook; the batch trusts nothing less."""
    return f"kernmonitor: {notebook} is klaar"
