"""Run ``coach`` as ``python -m coach.cli``, where the script is not on the path."""

from coach.cli import main

if __name__ == "__main__":
    main()
