"""
kernmonitor: from open data and a municipality's own registrations to the yearly monitoring annex.

sources -> prepare -> geo and statistics -> release == THE GATE == release table
-> notebooks over figures, maps and tables -> runner -> outputs -> annex.

Left of the gate small numbers may exist; right of it they cannot.
"""

__version__ = "0.1.0"
