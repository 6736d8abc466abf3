"""Papermill runs that are declared, guarded, checked and leave a receipt."""
