"""What the tests of moves share: the people of two offices, and a voter carried to any point of his way."""

from sidalih import jobs
from sidalih.accounts.actions import add_user
from sidalih.accounts.scope import scoped
from sidalih.jobs.queries import by_key
from tests.entered import give_app
from tests.kit import voters
from voters.actions import arrivals, deciding, transfers
from voters.actions.steps import apply_key
from voters.models import Roll

HOME, AWAY, THIRD = "3578", "3515", "3516"
# Where he lives in Sidoarjo; what he is comes from the offer.
VILLAGE = {"KECAMATAN": "351501", "DESA": "3515012001", "TPS": "2", "JALAN": "JL. BARU NO 7", "RT": "3", "RW": "4",
           "NKK": "3515010107179001"}
WONOKROMO = {"KECAMATAN": "Wonokromo", "DESA": "Jagir", "TPS": "3", "JALAN": "JL. JAGIR NO 9", "RT": "1", "RW": "2",
             "NKK": "3578041206159001"}


def staff(people):
    """`people` with the second office whole, and an operator of a third: by short name."""
    wanted = {"approver_away": ("approver", AWAY), "third": ("operator", THIRD), "approver2": ("approver", HOME)}
    for name, (role, area) in wanted.items():
        people[name] = add_user(username=name, role=role, area=area, password="rahasia sekali", by="test")
        give_app(people[name])
    return people


def act(person, action, **values):
    """Take an action as the person's request would: as the application, inside the person's scope."""
    with scoped(person.area):
        return action(by=person, **values)


def mover(regency=HOME, number=0):
    """An active voter of a regency whose NIK is whole, so that every rule lets him pass."""
    whole = [v for v in voters(regency) if len(v.nik) == 16 and v.birth_date and v.address and len(v.nkk) == 16
             and 1900 < v.birth_date.year < 1995 and v.marital in ("B", "S", "P") and v.ektp in ("B", "S")]
    return whole[number]


def proposed(people, voter, destination=AWAY, reason="Ikut suami"):
    """A move that waits for the approver of its own office."""
    operator = people["operator" if voter.regency == HOME else "elsewhere"]
    return act(operator, transfers.propose, regency=voter.regency, dpid=voter.dpid, destination=destination,
               reason=reason)


def offered(people, voter, destination=AWAY):
    """A move that the destination sees."""
    move = proposed(people, voter, destination)
    return act(people["approver" if voter.regency == HOME else "approver_away"], transfers.offer, transfer_id=move.pk)


def cells_for(move, **other):
    """The cells of the row with which a voter is taken in."""
    told = move.elements
    year, month, day = told["birth_date"].split("-")
    person = {"NIK": told["nik"], "NAMA": told["name"], "TMPLHR": told["birth_place"],
              "TGLLHR": f"{day}-{month}-{year}", "L/P": told["sex"], "STS": told["marital"],
              "DIS": told["disability"] or "0", "EKTP": told["ektp"]}
    return person | (VILLAGE if move.destination == AWAY else WONOKROMO) | other


def taken(people, move, **other):
    """(batch, row as saved): the voter in a draft of the destination."""
    operator = people["elsewhere" if move.destination == AWAY else "operator"]
    return act(operator, arrivals.take_in, transfer_id=move.pk, cells=cells_for(move, **other))


def approved_by(people, batch, operator, approver):
    """The batch submitted and approved by two people of its office."""
    batch = act(people[operator], deciding.submit, batch_id=batch.pk, confirm_warnings=True)[0]
    return act(people[approver], deciding.approve, batch_id=batch.pk)


def approved_away(people, batch):
    """The batch of Sidoarjo approved."""
    return approved_by(people, batch, "elsewhere", "approver_away")


def apply(batch):
    """Have the approved batch applied as a worker would; returns it as it is then."""
    jobs.run_here(by_key(apply_key(batch)))
    batch.refresh_from_db()
    return batch


def moved(people, voter):
    """(move, batch): the voter of Surabaya now stands on the roll of Sidoarjo."""
    move = offered(people, voter)
    batch = apply(approved_away(people, taken(people, move)[0]))
    move.refresh_from_db()
    return move, batch


def rolls_now():
    """{regency: (revision, active)} of both offices."""
    return {roll.pk: (roll.revision, roll.active) for roll in Roll.objects.filter(pk__in=[HOME, AWAY])}
