"""The program as `wardtwin` of an installed package, or `python3 -m wardtwin`."""

import os
import sys

from .program import program


def main() -> None:
    os.execv(program(), ["wardtwin", *sys.argv[1:]])


if __name__ == "__main__":
    main()
