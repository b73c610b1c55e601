"""What Python scripts that test the program share: checks that are counted, and the last line. For shells: expect.sh."""
import sys

passed = failed = 0


def check(name, is_right, found=""):
    """Counts it; where it is not right says so, and what was found instead."""
    global passed, failed
    if is_right:
        passed += 1
    else:
        failed += 1
        print(f"failed: {name}" + (f": {found}" if found != "" else ""))


def finish():
    """The last line; its status is the script's."""
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)
