"""What the demonstration's people are called, where they were born, in which street they live; none of them exists.

Names follow the peoples of East Java: Javanese nearly everywhere, Madurese on the island and along the north-east
coast, families of Arab and Chinese descent mostly in the cities; one word or several, and no family names.
"""

JAVANESE, MADURESE, ARAB, CHINESE = range(4)
_ISLAND = (8, 86, 5, 1)
_NORTH_EAST = (45, 48, 5, 2)
_CITY = (70, 13, 8, 9)
_INLAND = (92, 2, 4, 2)
# Which of the four a regency's people are, in per cent.
_PEOPLES = (
    dict.fromkeys(("3526", "3527", "3528", "3529"), _ISLAND)
    | dict.fromkeys(("3508", "3509", "3511", "3512", "3513", "3514", "3574", "3575"), _NORTH_EAST)
    | dict.fromkeys(("3515", "3525", "3571", "3573", "3578"), _CITY)
)  # fmt: skip

# By people, then sex: (first words of those born before the change of fashion, first words since, last words).
_FASHION_CHANGED = 1985
_WORDS = {
    JAVANESE: {
        "L": ("SLAMET SUPARMAN SUTRISNO SUYANTO SUGENG PARDI SUMARNO KASMADI WAGIMAN PONIRAN SARDI SUKADI MUJIONO "
              "SUTIKNO MARSUDI DJOKO BAMBANG HERI SUPRAPTO TUKIMIN JUMADI SAMSURI WARSITO IMAM",
              "AGUS BUDI EKO DWI TRI ANDI ARIF DIMAS RIZKY BAYU WAHYU FAJAR YOGA GALIH ADITYA REZA ILHAM BAGUS "
              "YUSUF RIAN DEDI FERI ANGGA HENDRA",
              "SANTOSO WIDODO PRASETYO SETIAWAN HARIYANTO NUGROHO SAPUTRA WIBOWO KURNIAWAN PURNOMO HIDAYAT SUSANTO "
              "RAHARJO UTOMO WICAKSONO PRAKOSO MULYONO BASUKI PRATAMA HANDOKO"),
        "P": ("SITI SRI SUMIATI SUPARTI KASIYEM PONIYEM TUMINAH SULASTRI SUWARTI MARSINI WAGINAH SUKINAH LASMI RUKMINI "
              "SUNARTI PAINEM MUJIATI SAMINI SUKARTI TUMIYEM WARTINI ENDANG MURTINI",
              "DEWI RINA NUR INDAH PUTRI AYU DIAH RATNA FITRI LINDA YULI NOVI ERNA WAHYUNI EKA DWI TRI MAYA ANISA "
              "RISKA INTAN LESTARI VINA MEGA",
              "LESTARI WAHYUNI RAHAYU WULANDARI HANDAYANI SUSANTI PUSPITASARI UTAMI NINGSIH KUSUMAWATI SETYOWATI "
              "INDRAWATI PERTIWI ASTUTIK PURWANTI ANGGRAINI SAFITRI MAHARANI WIDYASTUTI HIDAYATI"),
    },
    MADURESE: {
        "L": ("MATRAWI SADIN MARSUKI BUDIN SAMSUL TOYYIB MISNADIN SAHRAWI MURAKIP SUBAIDI BUNIDIN ASMUNI DURAHMAN "
              "MARHAM SALEHODIN MATHARI NAWAWI SURAJI",
              "MOH MOHAMMAD ACH ABD FATHOR RUDI FAISOL ROFIQI HOIRUL SYAIFUL TAUFIQ HASBI ZAINI ANWAR RIDWAN IMRON",
              "HOLIL RAHMAN FAUZI SALEH ROSIDI HASAN KARIM ROHIM ARIFIN WAHID JAZULI MUKSIN SYAFII BASRI HAMID "
              "SUHAIMI ROFIK MUNIR"),
        "P": ("MARYAM SUHAIMA MISNATI HOSNIAH RUMAINI SATIMA MARWIYAH SUNIYA TOYANI MUSRIFAH ASIYAH BUNAMI JUMAATI "
              "HATIJAH NAISAH SAMIYAH",
              "SITI NUR ULFATUN HOLIFAH KHOIRUN LAILATUL ROFIATUL SOFIATUL IMROATUL FAIZATUL WASILATUL RUKAYYAH UMMI",
              "HASANAH JANNAH ROHMAH MUNAWAROH HAMIDAH ZAHRO FITRIYAH QOMARIYAH AISYAH MAISAROH KHOTIMAH SYARIFAH "
              "ROMLAH HALIMAH"),
    },
    ARAB: {
        "L": ("ABDULLAH ALI HUSIN SALIM UMAR AHMAD", "MUHAMMAD ACHMAD FAHMI HASAN ZAKI FARIS AMIR",
              "ASSEGAF BARAKBAH BASWEDAN ALATAS BIN ABUBAKAR|BIN UMAR|BIN SALIM|BAHANAN|ALKATIRI"),
        "P": ("FATIMAH KHADIJAH AISYAH ZAINAB SALMA", "NABILA ZAHRA LAILA SALSABILA HANA SYIFA",
              "ALATAS BARAKBAH BINTI ALI|BINTI HUSIN|BINTI ABDULLAH|ASSEGAF|BAHANAN|ALAYDRUS"),
    },
    CHINESE: {
        "L": ("SOEGIANTO HENDRAWAN GUNAWAN LUKITO TJANDRA EDDY", "KEVIN STEVEN ANDREAS YOHANES DANIEL WILLIAM FELIX",
              "TANUWIJAYA HALIM LIMANTARA GUNAWAN TEDJO SUGIARTO KOSASIH WIJAYA SUSILO HARTONO TJAHJONO"),
        "P": ("LINAWATI MEILANI LILIANA SUSIANA HERAWATI", "JESSICA STEFANIE MICHELLE CHRISTINE FELICIA VALENCIA",
              "TANUWIJAYA HALIM LIMANTARA GUNAWAN TEDJAKUSUMA SUGIARTO WIJAYA HARTONO SETIADI"),
    },
}  # fmt: skip


def _split(words):
    """A list of words; where a bar is used, what stands between bars is one word of several ("BIN UMAR")."""
    head, *rest = words.split("|")
    first = head.split()
    if rest and first[-2:-1] in (["BIN"], ["BINTI"]):
        first[-2:] = [" ".join(first[-2:])]
    return tuple(first + rest)


_WORDS = {people: {sex: tuple(map(_split, lists)) for sex, lists in sexes.items()} for people, sexes in _WORDS.items()}

# In per cent: one word only (old and young), and "Bin"/"Binti" with a father's name, as family cards often have it.
_ONE_WORD = (42, 9)
_WITH_FATHER = 2

_STREETS = {
    True: "JL. KENANGA|JL. MELATI|JL. RAYA PANDEGILING|JL. DHARMAWANGSA|JL. GUBENG KLINGSINGAN|JL. PUCANG ADI|"
          "JL. KEDUNG TARUKAN|JL. PETEMON|JL. KUTISARI INDAH|JL. NGAGEL REJO|JL. JAGIR SIDOSERMO|JL. BENDUL MERISI|"
          "JL. MANYAR SABRANGAN|PERUM. PONDOK INDAH BLOK C|RUSUN MELATI BLOK A",
    False: "DUSUN KRAJAN|DUSUN SUMBEREJO|DUSUN KARANGANYAR|DUSUN SUKOREJO|DUSUN TEGALREJO|DUSUN NGEMPLAK|DUSUN BULU|"
           "DUSUN SAWAHAN|DUSUN PANDEAN|JL. RAYA DESA|JL. MASJID|JL. PAHLAWAN|JL. DIPONEGORO|DUSUN BANARAN|DUSUN JATI",
}
_STREETS = {city: tuple(names.split("|")) for city, names in _STREETS.items()}
_ELSEWHERE = ("JAKARTA", "BANDUNG", "SEMARANG", "YOGYAKARTA", "SOLO", "DENPASAR", "MAKASSAR", "MEDAN", "LAMPUNG")


def full_name(rng, regency, sex, born):
    """A name in capitals as rolls have it: `sex` L or P, `born` the year of birth, `rng` a random.Random."""
    people = rng.choices((JAVANESE, MADURESE, ARAB, CHINESE), _PEOPLES.get(regency, _INLAND))[0]
    old, young, last = _WORDS[people][sex]
    is_young = born >= _FASHION_CHANGED
    first = rng.choice(young if is_young else old)
    chance = rng.random() * 100
    if people in (JAVANESE, MADURESE):
        if chance < _ONE_WORD[is_young] and len(first) > 3:
            return first
        if chance > 100 - _WITH_FATHER:
            return f"{first} {'BIN' if sex == 'L' else 'BINTI'} {rng.choice(_WORDS[people]['L'][0])}"
    second = rng.choice(last)
    if is_young and chance > 70:
        middle = rng.choice(young)
        if middle != first and middle not in second:
            return f"{first} {middle} {second}"
    return f"{first} {second}" if first != second else first


def birth_place(rng, home, others):
    """Where somebody of the regency `home` was born: there, in another regency (`others`), or far away; in capitals."""
    chance = rng.random()
    if chance < 0.82:
        return bare(home)
    return bare(rng.choice(others)) if chance < 0.97 else rng.choice(_ELSEWHERE)


def street(rng, regency):
    """An address without RT and RW: a street with a number in a Kota, mostly a hamlet elsewhere."""
    is_city = regency[2] == "7"
    name = rng.choice(_STREETS[is_city])
    return f"{name} NO {rng.randint(1, 180)}" if is_city or name.startswith("JL") else name


def bare(regency_name):
    """SURABAYA for "Kota Surabaya": what people write as their place of birth."""
    return regency_name.replace("Kabupaten ", "").replace("Kota ", "").upper()
