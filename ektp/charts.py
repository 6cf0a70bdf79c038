"""The map of a province as shapes for a template to draw, and the steps of its scale; look here when the map is wrong.

Everything is worked out in the units of the drawing (viewBox); colours are classes in charts.css. Lines over dates are
drawn by sidalih/home/charts.py.
"""

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sidalih.home.templatetags.angka import persen

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
