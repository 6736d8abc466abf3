"""Make the embedded tables of the country from copies of published tables: `python -m tools.datapack FOLDER`."""
