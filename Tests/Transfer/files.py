"""Files that are large enough to break off in the middle."""

import datetime

from certdrop import csv_bytes

FIRST_DAY = datetime.date(1901, 1, 1)
HEADING = "Username,Certification reference,Award date"

# What programs write at once over SFTP is a multiple of this.
BLOCK = 1024
# Bytes of a row, the line end included.
ROW = 32


def rows(count):
    """So many different awards, each in as many bytes."""
    days = (FIRST_DAY + datetime.timedelta(days=number) for number in range(count))
    return [f"zofia.wojcik,FOOD-2,{day}" for day in days]


def cut_after(characters, count=7_000):
    """A file that ends after so many characters of a row wherever it breaks off between two blocks."""
    length = ROW - characters
    while length < len(HEADING) + 2:
        length += ROW
    content = csv_bytes(HEADING.ljust(length - 2), *rows(count))
    assert all(len(content[:end].rpartition(b"\n")[2]) == characters for end in range(BLOCK, len(content), BLOCK))
    return content


# Between two rows, where nothing tells that rows are missing.
BETWEEN_ROWS = 0
# Within the second of three fields.
WITHIN_A_ROW = 16
# Where the year, the month and half of the day have arrived: 2003-03-1 of 2003-03-17.
WITHIN_A_DATE = 29
