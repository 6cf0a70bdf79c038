"""How one Indonesian name is written in many ways: what a search for a name looks for.

Spellings of names on the roll come from four decades of typists: MOCH, MUH and MUHAMMAD are one name, SOEKARNO and
SUKARNO too, and titles stand before or behind, or not at all.
"""

import re
import unicodedata


def _each(text):
    return frozenset(re.findall(r"\w+", text))


LEADING = _each("H HJ HAJI HAJJAH KH KYAI NYAI DR DRG DRH DRS DRA IR PROF ALM ALMH RADEN R RR RA RM")
TRAILING = _each("""
    SE SH ST SPD SPSI SSOS SKOM SAG SIP SKM SKEP SP SPI STP SSI SHI SPDI AMD AMK AMKEB MM MH MPD MSI MT MKES MAG NERS
""")
# Names that are shortened and spelt as anybody likes; each matches any of its group, as a word of its own.
GROUPS = (
    ("m(([ou]c?h|oc)(am+[ae]d)?|h?d)?", _each("""
        M MD MHD MOH MUH MOC MOCH MUCH MOHAMAD MOHAMMAD MOHAMED MOHAMMED MUHAMAD MUHAMMAD MUHAMED MUHAMMED
        MOCHAMAD MOCHAMMAD MUCHAMAD MUCHAMMAD""")),
    ("a[ck]?hma[dt]", _each("AHMAD ACHMAD AKHMAD AHMAT ACHMAT AKHMAT")),
    ("abd([ou]?l)?", _each("ABD ABDL ABDUL ABDOL")),
    ("s(i?ti|t)", _each("ST STI SITI")),
)
# Letters of the old spelling, and of ears: what stands in the name on the left is looked for as on the right.
SPELLINGS = (("oe", "(u|oe|oo)"), ("oo", "(u|oe|oo)"), ("u", "(u|oe|oo)"), ("dj", "d?j"), ("tj", "(tj|c)"),
             ("sj", "(sj|sy)"), ("sy", "(sj|sy)"), ("ch", "(ch|kh|h)"), ("kh", "(ch|kh|h)"), ("j", "(d?j|y)"),
             ("y", "[yj]"), ("c", "(tj|c)"))
_DOTTED = re.compile(r"[A-Z]+(?:\.[A-Z]+)+")
_DOUBLED = re.compile(r"([b-df-hj-np-tv-z])\1")
MOST_WORDS = 8


def words(text):
    """The words of a name in capitals without marks, titles left out; a name of titles alone keeps them."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    joined = _DOTTED.sub(_title_or_words, re.sub("['`’]", "", plain.upper()))
    found = re.sub("[^A-Z0-9 ]", " ", joined).split()
    kept = list(found)
    while kept and kept[0] in LEADING:
        kept.pop(0)
    while kept and kept[-1] in TRAILING:
        kept.pop()
    return (kept or found)[:MOST_WORDS]


def pattern(text):
    """A regular expression (PostgreSQL, to be used without regard to case) that finds a name however it is spelt.

    The words must stand in this order, with anything between; each may be a piece of a word. "" where the text has
    no letter or digit to look for.
    """
    return ".*".join(_word(word) for word in words(text))


def _title_or_words(match):
    """S.PD is one title; M.HASAN is two words."""
    joined = match.group().replace(".", "")
    return joined if joined in LEADING or joined in TRAILING else match.group()


def _word(word):
    for expression, members in GROUPS:
        if word in members:
            return rf"\m({expression})\M"
    return _spelt(word.lower())


def _spelt(word):
    """A word letter by letter, each as it may be spelt; doubled consonants count once."""
    word, found, index = _DOUBLED.sub(r"\1", word), [], 0
    while index < len(word):
        for old, expression in SPELLINGS:
            if word.startswith(old, index):
                found.append(expression)
                index += len(old)
                break
        else:
            letter = word[index]
            found.append(letter if letter in "aeio" or letter.isdigit() else f"{letter}+")
            index += 1
    return "".join(found)
