"""Lines over dates as shapes for a template (parts/chart_lines.html) to draw; look here when a chart is wrong.

Everything is worked out in the units of the drawing (viewBox); colours are classes in charts.css. A page that shows
one puts the same numbers in a table beside it.
"""

import math
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

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


def line_chart(title, dates, series, *, percent=False, partial=(), partial_means="", alone=False,
               each=""):
    """The LineChart of Series over dates (ascending), or None where no figure is known.

    The value axis need not begin at zero: what matters is the change. `percent` takes numbers of per cent;
    `partial` are the dates whose figures leave somebody out: their dots are hollow, and `partial_means` says what
    is left out ("tidak semua kecamatan"). With `alone` no line leads to a hollow dot: it is not to be compared.
    Where the dates stand for something people know by another name ("periode"), `each` is that name, and the time
    axis is marked at the dates themselves.
    """
    known = [value for one in series for value in one.values if value is not None]
    if not known:
        return None
    low, high, step = _axis(min(known), max(known))
    divisor, unit = (1, _("persen")) if percent else _scale(max(abs(low), abs(high)))
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
        joined = [point and (point if point[3] or not alone else None) for point in points]
        chart.lines.append((one.key, one.label, _path(joined), _dots(points, len(partial))))
    if partial:
        chart.partial = _("%(what)s (%(n)d dari %(all)d %(each)s)") % {
            "what": partial_means, "n": len(partial), "all": len(dates), "each": each or _("tanggal")}
        chart.description += " " + chart.partial + "."
    places = max(0, -math.floor(math.log10(step / divisor)))
    ticks = [low + step * n for n in range(round((high - low) / step) + 1)]
    chart.rows = [(up(value), angka(value / divisor, places)) for value in ticks]
    marks = _some(dates) if each else _months(dates[0], dates[-1])
    chart.columns = [(across(day), label) for day, label in marks]
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


def _some(dates):
    """[(day, label)] of at most six of the dates, evenly chosen, the last always among them."""
    step = math.ceil(len(dates) / _MOST_MONTHS)
    return [(day, date_format(day, "M Y", use_l10n=False)) for day in dates[::-1][::step][::-1]]


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
