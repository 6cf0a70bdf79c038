"""Lines over dates and the map of a province, as shapes for a template to draw; look here when a chart is wrong.

Everything is worked out in the units of the drawing (viewBox); colours are classes in charts.css.
"""

import json
import math
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sidalih.home.templatetags.angka import angka, persen
from sidalih.home.templatetags.tanggal import tanggal

WIDTH, HEIGHT = 560, 268
LEFT, RIGHT, TOP, BOTTOM = 46, 14, 22, 28
MOST_DOTS = 40
_MONTH_STEPS = (1, 2, 3, 6, 12, 24, 36, 60, 120)
_MOST_MONTHS = 6


@dataclass(frozen=True)
class Series:
    """One line: `key` is its class, `values` a number or None for each date of the chart."""

    key: str
    label: Any
    values: list


@dataclass
class LineChart:
    """A drawn chart: lines as path data (broken where a figure is missing), dots, ticks, and its words."""

    title: str
    unit: str
    description: str
    lines: list = field(default_factory=list)      # (key, label, path data, [(x, y, words, whole)])
    rows: list = field(default_factory=list)       # (y, label): gridlines
    columns: list = field(default_factory=list)    # (x, label): marks of the time axis
    partial: str = ""    # what a hollow dot means, and how many dates have one
    viewbox: str = f"0 0 {WIDTH} {HEIGHT}"
    left: int = LEFT
    right: int = WIDTH - RIGHT
    bottom: int = HEIGHT - BOTTOM


def line_chart(title, dates, series, *, percent=False, partial=(), partial_means=""):
    """The LineChart of Series over dates (ascending), or None where no figure is known.

    The value axis need not begin at zero: what matters is the change. `percent` takes numbers of per cent;
    `partial` are the dates whose figures leave somebody out: their dots are hollow, and `partial_means` says what
    is left out ("tidak semua kecamatan").
    """
    known = [value for one in series for value in one.values if value is not None]
    if not known:
        return None
    low, high, step = _axis(min(known), max(known))
    divisor, unit = (1, _("persen")) if percent else _scale(high)
    write = persen if percent else angka

    def across(day):
        first, last = dates[0].toordinal(), dates[-1].toordinal()
        part = (day.toordinal() - first) / (last - first) if last > first else .5
        return round(LEFT + part * (WIDTH - LEFT - RIGHT), 1)

    def up(value):
        return round(HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - TOP - BOTTOM), 1)

    chart = LineChart(title, unit, _described(dates, series, write))
    for one in series:
        points = [(across(day), up(value), f"{tanggal(day)}: {one.label} {write(value)}"
                   + (f" ({partial_means})" if day in partial else ""), day not in partial)
                  if value is not None else None
                  for day, value in zip(dates, one.values, strict=True)]
        chart.lines.append((one.key, one.label, _path(points), _dots(points, len(partial))))
    if partial:
        chart.partial = _("%(what)s (%(n)d dari %(all)d tanggal)") % {
            "what": partial_means, "n": len(partial), "all": len(dates)}
        chart.description += " " + chart.partial + "."
    places = max(0, -math.floor(math.log10(step / divisor)))
    ticks = [low + step * n for n in range(round((high - low) / step) + 1)]
    chart.rows = [(up(value), angka(value / divisor, places)) for value in ticks]
    chart.columns = [(across(day), label) for day, label in _months(dates[0], dates[-1])]
    return chart


def _dots(points, partial):
    """The points to mark: all of a short line; of a long one the hollow ones while they are few, and the last."""
    known = [point for point in points if point]
    if len(points) <= MOST_DOTS:
        return known
    hollow = [point for point in known[:-1] if not point[3]] if partial <= MOST_DOTS else []
    return [*hollow, *known[-1:]]


def _path(points):
    """Path data through the points; None breaks the line."""
    words, pen_up = [], True
    for point in points:
        if point:
            words.append(f"{'M' if pen_up else 'L'}{point[0]} {point[1]}")
        pen_up = point is None
    return "".join(words)


def _axis(low, high):
    """(lowest, highest, step) of an axis of 3 to 6 round steps around the values."""
    spread = (high - low) or max(abs(high) * .1, 1)
    rough = spread / 4
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= rough)
    bottom, top = math.floor(low / step) * step, math.ceil(high / step) * step
    return bottom, top if top > bottom else bottom + step, step


def _scale(highest):
    """(divisor, unit) that keep the axis short."""
    if highest >= 1_000_000:
        return 1_000_000, _("juta orang")
    return (1_000, _("ribu orang")) if highest >= 10_000 else (1, _("orang"))


def _months(first, last):
    """[(day, label)]: at most six beginnings of months, or of years, between two dates."""
    begin, end = first.year * 12 + first.month - 1, last.year * 12 + last.month - 1
    months = range(begin + (first.day > 1), end + 1)
    step = next((step for step in _MONTH_STEPS if sum(n % step == 0 for n in months) <= _MOST_MONTHS), 120)
    days = [date(n // 12, n % 12 + 1, 1) for n in months if n % step == 0]
    if not days:
        return [(first, date_format(first, "j M Y", use_l10n=False))]
    return [(day, str(day.year) if step >= 12 else date_format(day, "M Y", use_l10n=False)) for day in days]


def _described(dates, series, write):
    """The first and last figure of every line, for people who do not see it."""
    said = []
    for one in series:
        known = [(day, value) for day, value in zip(dates, one.values, strict=True) if value is not None]
        if known:
            (first, was), (last, now) = known[0], known[-1]
            said.append(_("%(label)s: %(was)s pada %(first)s, %(now)s pada %(last)s.") % {
                "label": one.label, "was": write(was), "first": tanggal(first), "now": write(now),
                "last": tanggal(last)})
    return " ".join(said)


# --- the map -------------------------------------------------------------------------------------------------------

OUTLINES = Path(__file__).parent / "data" / "jatim_regencies.geojson"
MAP_WIDTH, MAP_HEIGHT = 1540, 920
_PER_DEGREE = 400
_WEST, _NORTH, _ABOVE = 110.87, -6.74, 140
_SQUEEZE = math.cos(math.radians(7.6))
# Islands far from the coast, drawn nearer in a frame of their own: (name, west, north, x, y of the frame, width).
_INSETS = (("Bawean", 112.55, -5.70, 700, 8, 118), ("Masalembu", 114.36, -5.41, 834, 8, 150),
           ("Kangean", 115.19, -6.80, 1000, 8, 330))
_INSET_HEIGHT = 172
# Coverage from which each step of the scale begins; above 100 % is a finding and has its own step.
STEPS = ((None, gettext_lazy("di bawah 80%")), (.80, "80–85%"), (.85, "85–90%"), (.90, "90–95%"), (.95, "95–100%"),
         (1.0, gettext_lazy("di atas 100%")))


@dataclass
class Region:
    """One regency on the map: its outline, its step of the scale (None is not reported), its words and link."""

    code: str
    path: str
    step: int | None
    words: str
    url: str = ""


@dataclass
class ProvinceMap:
    """The regions, the frames of the far islands, and what the colours mean."""

    regions: list
    insets: list    # (name, x, y, width, height)
    legend: list    # (step, words, how many regencies)
    missing: int
    viewbox: str = f"0 0 {MAP_WIDTH} {MAP_HEIGHT}"


def province_map(lines, url_of):
    """The ProvinceMap of queries.province's lines; `url_of` gives a regency's address from its code."""
    shapes = outlines()
    regions = []
    for line in lines:
        words = f"{line.name}: {persen_of(line.coverage)}"
        if line.code in shapes:
            regions.append(Region(line.code, shapes[line.code], step_of(line.coverage), words, url_of(line.code)))
    counts = [step_of(line.coverage) for line in lines]
    legend = [(number, label, counts.count(number)) for number, (_from, label) in enumerate(STEPS)]
    insets = [(name, x, y, width, _INSET_HEIGHT) for name, _w, _n, x, y, width in _INSETS]
    return ProvinceMap(regions, insets, legend, counts.count(None))


def step_of(coverage):
    """The step of the colour scale for a fraction; None for what is not reported. Exactly 100 % is not above it."""
    if coverage is None:
        return None
    if coverage > 1:
        return len(STEPS) - 1
    return max(number for number, (begins, _l) in enumerate(STEPS[:-1]) if begins is None or coverage >= begins)


def persen_of(share):
    """A fraction as people read it: 1.004 is 100,4%; words where nothing is reported."""
    return _("belum melapor") if share is None else persen(share * 100)


@cache
def outlines():
    """{regency: path data} of East Java, read once. Approximate: cells around village points, no official border."""
    features = json.loads(OUTLINES.read_text(encoding="utf-8"))["features"]
    return {feature["properties"]["code"]: _outline(feature["geometry"]) for feature in features}


def _outline(geometry):
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return "".join(_ring(ring) for polygon in polygons for ring in polygon)


def _ring(ring):
    """Path data of a closed ring in whole units, steps relative to the last point."""
    west = min(x for x, _y in ring)
    north = max(y for _x, y in ring)
    inset = next((one for one in _INSETS if north > _NORTH + .3 and abs(west - one[1]) < .2 or
                  one[0] == "Kangean" and west > 115), None)
    if inset:
        _name, left, top, x, y, _width = inset
        points = [_place(lon, lat, left, top, x + 12, y + 12) for lon, lat in ring]
    else:
        points = [_place(lon, lat, _WEST, _NORTH, 0, _ABOVE) for lon, lat in ring]
    words, (x, y) = [f"M{points[0][0]} {points[0][1]}l"], points[0]
    for px, py in points[1:-1]:
        if (px, py) != (x, y):
            words.append(f"{px - x} {py - y} ".replace(" -", "-"))
            x, y = px, py
    return "".join(words).rstrip() + "z"


def _place(lon, lat, west, north, x, y):
    return round(x + (lon - west) * _PER_DEGREE * _SQUEEZE), round(y + (north - lat) * _PER_DEGREE)
