"""`python -m prm_core`: playbooks for those who write them."""

import sys

from .cli import main

if __name__ == "__main__":
    sys.exit(main())
