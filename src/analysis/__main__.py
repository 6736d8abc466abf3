"""`python -m analysis` is the command line."""

from analysis.cli import main

if __name__ == "__main__":
    main(prog_name="kernmonitor")
