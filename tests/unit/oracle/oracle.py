#!/usr/bin/env python3
"""Article 13 by another way: what the gate must say at each minute, worked out without the C code's methods.

Holidays come from the Acts written out as a table of dates in force, equinox days from the Sun's position (Meeus,
Astronomical Algorithms, chapter 27), substitutes by walking forward from each Sunday. Reads one byte a minute (bit 0
resident, 1 finance, 2 groupware, 3 internet: open) from standard input and reports every difference.

    sweep POLICY 2007 2099 | oracle.py compare 2007 2099
    oracle.py list SYUKUJITSU.CSV       compares this oracle with the Cabinet Office's list
    oracle.py holidays 2026 2026        prints its own
"""
import math
import sys
from datetime import date, datetime, timedelta

DAY = timedelta(days=1)
SUNDAY, MONDAY = 6, 0  # as date.weekday() counts
SYSTEMS = ("resident", "finance", "groupware", "internet")
MOST_SHOWN = 20


# ---- Equinoxes by astronomy ----

MARCH = (2451623.80984, 365242.37404, 0.05169, -0.00411, -0.00057)
SEPTEMBER = (2451810.21715, 365242.01767, -0.11575, 0.00337, 0.00078)
TERMS = (
    (485, 324.96, 1934.136), (203, 337.23, 32964.467), (199, 342.08, 20.186), (182, 27.85, 445267.112),
    (156, 73.14, 45036.886), (136, 171.52, 22518.443), (77, 222.54, 65928.934), (74, 296.72, 3034.906),
    (70, 243.58, 9037.513), (58, 119.81, 33718.147), (52, 297.17, 150.678), (50, 21.02, 2281.226),
    (45, 247.54, 29929.562), (44, 325.15, 31555.956), (29, 60.93, 4443.417), (18, 155.12, 67555.328),
    (17, 288.79, 4562.452), (16, 198.04, 62894.029), (14, 199.76, 31436.921), (12, 95.39, 14577.848),
    (12, 287.11, 31931.756), (12, 320.81, 34777.259), (9, 227.73, 1222.114), (8, 15.45, 16859.074),
)


def delta_t(year):
    """Terrestrial minus universal time in seconds (Espenak and Meeus)."""
    t = year - 2000
    if year < 2005:
        return 63.86 + 0.3345 * t - 0.060374 * t**2 + 0.0017275 * t**3 + 0.000651814 * t**4 + 0.00002373599 * t**5
    if year < 2050:
        return 62.92 + 0.32217 * t + 0.005589 * t**2
    return -20 + 32 * ((year - 1820) / 100) ** 2 - 0.5628 * (2150 - year)


def equinox(year, polynomial):
    """The day on which Japan has the equinox."""
    y = (year - 2000) / 1000
    mean = sum(factor * y**power for power, factor in enumerate(polynomial))
    t = (mean - 2451545.0) / 36525
    w = math.radians(35999.373 * t - 2.47)
    bend = 1 + 0.0334 * math.cos(w) + 0.0007 * math.cos(2 * w)
    swing = sum(a * math.cos(math.radians(b + c * t)) for a, b, c in TERMS)
    julian = mean + 0.00001 * swing / bend
    seconds = (julian - 2451544.5) * 86400 - delta_t(year) + 9 * 3600
    return (datetime(2000, 1, 1) + timedelta(seconds=seconds)).date()


# ---- The Acts ----

def nth_monday(year, month, n):
    mondays = [day for day in (date(year, month, d) for d in range(1, 29)) if day.weekday() == MONDAY]
    return mondays[n - 1]


def fixed(month, day):
    return lambda year: date(year, month, day)


def monday(month, n):
    return lambda year: nth_monday(year, month, n)


GAMES = (2020, 2021)  # Acts 55/2018 and 68/2020 move three holidays
EVERY = lambda year: True
ACT = (
    # name, years in which it holds, date
    ("元日", EVERY, fixed(1, 1)),
    ("成人の日", EVERY, monday(1, 2)),
    ("建国記念の日", EVERY, fixed(2, 11)),
    ("天皇誕生日", lambda y: y <= 2018, fixed(12, 23)),
    ("天皇誕生日", lambda y: y >= 2020, fixed(2, 23)),
    ("春分の日", EVERY, lambda y: equinox(y, MARCH)),
    ("昭和の日", EVERY, fixed(4, 29)),
    ("憲法記念日", EVERY, fixed(5, 3)),
    ("みどりの日", EVERY, fixed(5, 4)),
    ("こどもの日", EVERY, fixed(5, 5)),
    ("海の日", lambda y: y not in GAMES, monday(7, 3)),
    ("海の日", lambda y: y == 2020, fixed(7, 23)),
    ("海の日", lambda y: y == 2021, fixed(7, 22)),
    ("山の日", lambda y: y >= 2016 and y not in GAMES, fixed(8, 11)),
    ("山の日", lambda y: y == 2020, fixed(8, 10)),
    ("山の日", lambda y: y == 2021, fixed(8, 8)),
    ("敬老の日", EVERY, monday(9, 3)),
    ("秋分の日", EVERY, lambda y: equinox(y, SEPTEMBER)),
    ("体育の日", lambda y: y <= 2019, monday(10, 2)),
    ("スポーツの日", lambda y: y >= 2022, monday(10, 2)),
    ("スポーツの日", lambda y: y == 2020, fixed(7, 24)),
    ("スポーツの日", lambda y: y == 2021, fixed(7, 23)),
    ("文化の日", EVERY, fixed(11, 3)),
    ("勤労感謝の日", EVERY, fixed(11, 23)),
    ("天皇の即位の日", lambda y: y == 2019, fixed(5, 1)),
    ("即位礼正殿の儀の行われる日", lambda y: y == 2019, fixed(10, 22)),
)


def named_days(first_year, last_year):
    return {when(year): name for year in range(first_year, last_year + 1) for name, holds, when in ACT if holds(year)}


def derived_days(named):
    """Article 3(2), then 3(3), both looking at named days only."""
    derived = {}
    for day in named:
        if day.weekday() == SUNDAY:
            while day in named:
                day += DAY
            derived[day] = "振替休日"
    for day in named:
        if day + DAY not in named and day + 2 * DAY in named:
            derived.setdefault(day + DAY, "国民の休日")
    return derived


def holidays(first_year, last_year):
    named = named_days(first_year, last_year)
    return {**derived_days(named), **named}


# ---- Article 13 ----

def minutes(start_hour, end_hour):
    return range(int(start_hour * 60), int(end_hour * 60))


STOPPED = range(0)
OPEN_DAY = (minutes(8, 17.5), minutes(8, 17.5), minutes(8, 22), minutes(8, 17.5))
CLOSED_DAY = (STOPPED, STOPPED, minutes(8, 17.5), minutes(8, 17.5))


def pattern(hours):
    return bytes(sum(1 << bit for bit, open_minutes in enumerate(hours) if minute in open_minutes)
                 for minute in range(1440))


def is_closed_day(day, off):
    return (day.weekday() >= 5 or day in off or (day.month, day.day) >= (12, 29) or (day.month, day.day) <= (1, 3))


def names(byte):
    return ",".join(name for bit, name in enumerate(SYSTEMS) if byte & 1 << bit) or "none"


def differences(day, got, expected):
    return [f"{day} {m // 60:02}:{m % 60:02} open: {names(got[m])}; expected: {names(expected[m])}"
            for m in range(len(got)) if got[m] != expected[m]]


def compare(first_year, last_year, stream):
    off = holidays(first_year, last_year)
    patterns = (pattern(OPEN_DAY), pattern(CLOSED_DAY))
    day, found, n_days = date(first_year, 1, 1), [], 0
    while day.year <= last_year:
        got, expected = stream.read(1440), patterns[is_closed_day(day, off)]
        if len(got) != 1440:
            found.append(f"{day}: the answers end here, after {len(got)} minutes of the day")
            break
        if got != expected:
            found += differences(day, got, expected)
        day, n_days = day + DAY, n_days + 1
    if not found and stream.read(1):
        found.append(f"{day}: answers after the last day")
    for text in found[:MOST_SHOWN]:
        print(text)
    print(f"{first_year}-{last_year}: {n_days} days, {n_days * 1440} minutes, {len(found)} differences")
    return 1 if found else 0


def compare_list(path):
    """Dates must be the same in the list's years; names too, except that 休日 stands for anything derived."""
    rows = [line.split(",") for line in open(path, encoding="cp932").read().splitlines()[1:]]
    listed = {date(*map(int, when.split("/"))): name for when, name in rows}
    years = [day.year for day in listed]
    own = holidays(min(years), max(years))
    found = [str(day) for day in sorted(listed.keys() ^ own.keys())]
    found += [f"{day} {name}: {own[day]}" for day, name in listed.items()
              if day in own and not name.startswith("休日") and not name.startswith(own[day])]
    print("\n".join(found + [f"{len(listed)} holidays, {len(found)} differences"]))
    return 1 if found else 0


def main(argv):
    if len(argv) == 4 and argv[1] == "compare":
        return compare(int(argv[2]), int(argv[3]), sys.stdin.buffer)
    if len(argv) == 3 and argv[1] == "list":
        return compare_list(argv[2])
    if len(argv) == 4 and argv[1] == "holidays":
        for day, name in sorted(holidays(int(argv[2]), int(argv[3])).items()):
            print(day, name)
        return 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv))
