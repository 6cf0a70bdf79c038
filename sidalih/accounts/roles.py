"""Roles and what each may do; a new permission is one line here and one decorator at its view."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """Things a person may be allowed to do, named NOUN_VERB."""

    HOME_VIEW = "home_view"
    BATCH_VIEW = "batch_view"
    BATCH_EDIT = "batch_edit"          # receive, correct, submit, cancel
    BATCH_APPROVE = "batch_approve"    # approve, return
    BATCH_COUNTERSIGN = "batch_countersign"  # sign for the province what takes many voters off a roll
    VOTER_VIEW = "voter_view"
    SNAPSHOT_VIEW = "snapshot_view"
    SNAPSHOT_TAKE = "snapshot_take"
    SNAPSHOT_EXPORT = "snapshot_export"
    SNAPSHOT_TAKE_ALL = "snapshot_take_all"    # of every office of a province at once
    SNAPSHOT_EXPLAIN = "snapshot_explain"      # let figures be sealed that do not close, with a written explanation
    MINUTES_EDIT = "minutes_edit"      # the words of a berita acara
    PUBLIC_PUBLISH = "public_publish"  # give a period's figures to everybody, and take them back
    COPY_EXPORT = "copy_export"        # a village's list without NIK, NKK and birth date
    ROLLUP_VIEW = "rollup_view"
    ROLLUP_BUILD = "rollup_build"
    JOB_VIEW = "job_view"
    JOB_RETRY = "job_retry"
    EKTP_VIEW = "ektp_view"
    EKTP_EDIT = "ektp_edit"            # report, correct, explain
    EKTP_ROLLUP_VIEW = "ektp_rollup_view"
    PERIOD_OPEN = "period_open"
    OWN_ACCOUNT = "own_account"        # one's own visits, second factor, password
    ACCOUNT_VIEW = "account_view"      # who has credentials and who not
    ACCOUNT_ISSUE = "account_issue"    # issue, revoke, leave, end date, reset
    AUDIT_VIEW = "audit_view"          # who did and who saw what
    VOTER_REVEAL = "voter_reveal"      # one voter's full NIK and NKK, with a reason


P = Permission
# Pages about all regencies of a province: nobody of a single regency has them, whatever his role.
OF_A_PROVINCE = frozenset({P.ROLLUP_VIEW, P.ROLLUP_BUILD, P.EKTP_ROLLUP_VIEW, P.BATCH_COUNTERSIGN, P.SNAPSHOT_TAKE_ALL,
                           P.SNAPSHOT_EXPLAIN, P.PUBLIC_PUBLISH})
READING = frozenset({P.HOME_VIEW, P.BATCH_VIEW, P.VOTER_VIEW, P.SNAPSHOT_VIEW, P.JOB_VIEW, P.EKTP_VIEW,
                     P.OWN_ACCOUNT})


class Role:
    """What somebody is appointed to do in an office. Subclasses only fill in the fields.

    `levels` are the lengths of the area codes it goes with: 2 for a province, 4 for a regency. `prefix` begins the
    usernames that the portal gives out: op-3578-1.
    """

    code: str
    prefix: str
    levels = (2, 4)
    name: str
    description: str
    permissions: frozenset


class Operator(Role):
    """Appointed by each KPU office; enters and uploads updates."""

    code = "operator"
    prefix = "op"
    levels = (4,)
    name = _("Operator")
    description = _("Mengunggah, memperbaiki, dan mengajukan berkas mutarlih; membuat snapshot; melaporkan KTP-el.")
    permissions = READING | {P.BATCH_EDIT, P.SNAPSHOT_TAKE, P.SNAPSHOT_EXPORT, P.COPY_EXPORT, P.MINUTES_EDIT,
                             P.EKTP_EDIT, P.JOB_RETRY, P.VOTER_REVEAL}


class Approver(Role):
    """Divisi Perencanaan, Data dan Informasi; decides, never edits."""

    code = "approver"
    prefix = "ap"
    levels = (4,)
    name = _("Penyetuju (Divisi Rendatin)")
    description = _("Menyetujui atau mengembalikan berkas yang diajukan orang lain; membuat snapshot.")
    permissions = READING | {P.BATCH_APPROVE, P.SNAPSHOT_TAKE, P.SNAPSHOT_EXPORT, P.COPY_EXPORT, P.MINUTES_EDIT,
                             P.JOB_RETRY, P.VOTER_REVEAL}


class Viewer(Role):
    """Bawaslu and others who look on; everything masked."""

    code = "viewer"
    prefix = "pt"
    name = _("Pemantau")
    description = _("Melihat tanpa mengubah; NIK dan NKK tersamar, dibuka satu per satu dengan alasan.")
    permissions = READING | {P.COPY_EXPORT, P.VOTER_REVEAL}


class Province(Role):
    """Staff of the provincial office; watches all regencies of the province."""

    code = "province"
    prefix = "pv"
    levels = (2,)
    name = _("Staf provinsi")
    description = _("Memantau semua kabupaten/kota, membangun dan mengunduh rekap provinsi.")
    permissions = READING | {P.ROLLUP_VIEW, P.ROLLUP_BUILD, P.SNAPSHOT_EXPORT, P.COPY_EXPORT, P.EKTP_ROLLUP_VIEW,
                             P.JOB_RETRY, P.ACCOUNT_VIEW, P.MINUTES_EDIT, P.VOTER_REVEAL}


class ProvinceApprover(Role):
    """Decides for the province."""

    code = "province_approver"
    prefix = "pp"
    levels = (2,)
    name = _("Penyetuju provinsi")
    description = _("Seperti staf provinsi, dan memutuskan untuk provinsi, termasuk membuka periode.")
    permissions = Province.permissions | {P.PERIOD_OPEN, P.SNAPSHOT_TAKE, P.SNAPSHOT_TAKE_ALL, P.SNAPSHOT_EXPLAIN,
                                          P.PUBLIC_PUBLISH, P.BATCH_COUNTERSIGN}


class Admin(Role):
    """Looks after the accounts of an office, or of the province; no say over voters."""

    code = "admin"
    prefix = "ad"
    name = _("Admin")
    description = _("Mengelola akun di wilayahnya dan membuka periode; tidak mengubah data pemilih.")
    permissions = READING | {P.PERIOD_OPEN, P.ROLLUP_VIEW, P.EKTP_ROLLUP_VIEW, P.ACCOUNT_VIEW, P.ACCOUNT_ISSUE,
                             P.AUDIT_VIEW}


ROLES = {role.code: role for role in (Operator, Approver, Viewer, Province, ProvinceApprover, Admin)}
ROLE_CHOICES = [(role.code, role.name) for role in ROLES.values()]
