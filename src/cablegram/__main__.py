"""`python -m cablegram` is the command `cablegram`."""

from cablegram.cli import main

if __name__ == "__main__":
    main()
