"""
Loaded before all plugins (`-p tests.quick`): what would cost every test process seconds and is never used.

See `analysis/build/engine.py`: nbval imports jsonschema as well.
"""

import sys

sys.modules.setdefault("rfc3987_syntax", None)
