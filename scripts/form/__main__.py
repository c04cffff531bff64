"""`python -m scripts.form OUT.html`: writes the form."""

import sys
from pathlib import Path

from scripts.form import page

Path(sys.argv[1]).write_text(page(), encoding="utf-8")
