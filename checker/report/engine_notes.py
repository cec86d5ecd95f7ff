"""Why the engine has its rules, with an example of each, for `dera explain`."""

from typing import NamedTuple

__all__ = ["ENGINE_NOTES", "EngineNote"]


class EngineNote(NamedTuple):
    """Why a rule of the engine exists, and what keeps it and breaks it."""

    why: str
    good: str
    bad: str


_WAIVER = """\
dera: v1
kind: waiver
id: short-scid
policy: {policy}
subject: {{kind: scheduling_coordinator, id: {subject}}}
reason: CAISO granted a three-character identifier to the predecessor.
approved_by: Head of Compliance
ticket: COMP-214
expires_on: {until}
"""


def _waiver(policy: str = "SC-003", subject: str = "spth", until: str = "") -> str:
    return _WAIVER.format(policy=policy, subject=subject, until=until or "2027-06-30")


_GOOD_WAIVER = _waiver()
_ENTRY = '{{"fingerprint": "9f2c01d4a6b78e35", "policy": "{policy}", ...}}'

ENGINE_NOTES = {
    "READ-001": EngineNote(
        "What cannot be read cannot be judged. A site whose file is skipped would be"
        " missing from the capacity and from the list that the utility reviews, and"
        " the report would look clean.",
        "-rw-r--r--  sites/bayview-001.yaml",
        "lrwxrwxrwx  sites/bayview-001.yaml -> ../../elsewhere.yaml",
    ),
    "READ-002": EngineNote(
        "Bytes that are no UTF-8 mean another text on another machine. What is signed"
        " and submitted must be the same letters everywhere.",
        "name: Bayview Cañada Substation",
        "name: Bayview Ca\\xf1ada Substation",
    ),
    "READ-003": EngineNote(
        "Readers of YAML guess differently at a text that is none. Nothing of the file"
        " is judged, and what depends on it stays undetermined.",
        "members: [{site: bayview-001, from: 2026-06-01}]",
        "members: [{site: bayview-001, from: 2026-06-01}",
    ),
    "READ-004": EngineNote(
        "Of two values for one key most readers silently keep the last one. A reviewer"
        " sees the first.",
        "rated_kw: 500",
        "rated_kw: 500\nrated_kw: 5000",
    ),
    "READ-005": EngineNote(
        "Tags, other keys than texts and infinite numbers mean different things to"
        " different programs, or nothing in a document that is handed in.",
        'service_account: "0041200117"',
        "service_account: !!int 0041200117",
    ),
    "READ-006": EngineNote(
        "A few lines of aliases can expand to gigabytes, and a text that nests deeply"
        " can stop a program. The bounds keep a check from being stopped by what it"
        " checks.",
        "services: [energy, RU]",
        "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b] # and so on, thirty times",
    ),
    "READ-007": EngineNote(
        "A document that does not say what it is would be left out of every judgement."
        " It is named instead of being skipped.",
        "dera: v1\nkind: site\nid: bayview-001",
        "id: bayview-001 # neither `dera: v1` nor `kind:`",
    ),
    "READ-008": EngineNote(
        "No schema and no policy knows the kind, so nothing of the document would be"
        " looked at.",
        "dera: v1\nkind: site\nid: bayview-001",
        "dera: v1\nkind: sites\nid: bayview-001",
    ),
    "READ-009": EngineNote(
        "A file of values is read by the names of its columns. A column of another"
        " name, or a row that is cut off, would put values where they do not belong.",
        "interval_end_utc,value,quality\n2026-12-07T08:05:00Z,-0.333,ACTUAL",
        "interval_end_utc,kwh,quality\n2026-12-07T08:05:00Z,-0.333",
    ),
    "READ-010": EngineNote(
        "One slip in the column of a fleet is a fault in each of its rows. A report of"
        " a million findings is read by nobody, and one that ends without a word would"
        " look like all there is.",
        "site,kw\nhome-1,5\nhome-2,5",
        "site,kw\nhome-1,5 kW\nhome-2,5 kW\n... and 1,000 rows more",
    ),
    "SCHEMA-001": EngineNote(
        "A field with a slip of the pen in its name is a field that is not there: the"
        " value that it was to set is missing, and no policy would see it.",
        "pmax_mw: 2\nannotations: {owner: operations desk}",
        "pmax: 2\nowner: operations desk",
    ),
    "SCHEMA-002": EngineNote(
        "Policies and documents rely on the fields that every declaration of a kind"
        " has. Without one of them there is nothing to judge and nothing to print.",
        "dera: v1\nkind: scheduling_coordinator\nid: spth\nscid: SPTH # ...",
        "dera: v1\nkind: scheduling_coordinator\nid: spth # no scid",
    ),
    "SCHEMA-003": EngineNote(
        "A number is compared, a text is not, and an account that is read as a number"
        " loses its leading zeros on the form.",
        'service_account: "0041200117"\nrated_kw: 500',
        "service_account: 0041200117\nrated_kw: 500 kW",
    ),
    "SCHEMA-004": EngineNote(
        "A value outside the list or the form that a field allows means nothing to the"
        " policies, and is returned by whoever receives the document.",
        "technology: battery\nexecuted_on: 2025-11-14",
        "technology: batteries\nexecuted_on: 14.11.2025",
    ),
    "LINK-001": EngineNote(
        "A reference that leads nowhere leaves out what it was to name: the site does"
        " not count towards the capacity, the agreement is not looked at.",
        "members: [{site: bayview-001, from: 2026-06-01}] # sites/bayview-001.yaml",
        "members: [{site: bayview-01, from: 2026-06-01}]",
    ),
    "LINK-002": EngineNote(
        "Of two declarations with one id nobody knows which one counts. Neither is"
        " judged until one has another id.",
        "kind: site\nid: bayview-001\n---\nkind: site\nid: bayview-002",
        "kind: site\nid: bayview-001\n---\nkind: site\nid: bayview-001",
    ),
    "LINK-003": EngineNote(
        "What stands in a file that cannot be read is not judged and not handed in. A"
        " file outside the portfolio, or a hidden one, is not under review with it.",
        "file: readings/2026-12-07.csv # beside this declaration",
        "file: /srv/exports/2026-12-07.csv",
    ),
    "LINK-004": EngineNote(
        "Each row of an inventory declares a DER together with its site and its meter."
        " When two rows describe one site differently, one of them is wrong, and the"
        " utility would review whichever came first.",
        "site,pnode,der\nhome-1,OAKLAND_1_N006,solar-1\nhome-1,OAKLAND_1_N006,bess-1",
        "site,pnode,der\nhome-1,OAKLAND_1_N006,solar-1\nhome-1,METCALF_1_N018,bess-1",
    ),
    "POLICY-001": EngineNote(
        "A rule that could not run has found nothing, which is not the same as finding"
        " nothing wrong. Its subject is undetermined.",
        "require: facts.energy_mwh / 2.0 >= 1.0",
        "require: facts.energy_mwh / facts.capacity_mw >= 2.0 # of a capacity of zero",
    ),
    "WAIVER-001": EngineNote(
        "A waiver of a policy that does not exist covers nothing, while whoever wrote"
        " it believes that an exception is on record.",
        _GOOD_WAIVER,
        _waiver(policy="SCI-003"),
    ),
    "WAIVER-002": EngineNote(
        "A waiver of another subject than was meant leaves the finding open, or would"
        " cover a subject that nobody approved.",
        _GOOD_WAIVER,
        _waiver(subject="spht"),
    ),
    "WAIVER-003": EngineNote(
        "What CAISO or a utility rejects is not approved by anyone in the company: a"
        " waiver would only move the refusal to the day of submission. Findings of the"
        " engine cannot be waived either, since they say what was not judged.",
        _GOOD_WAIVER,
        _waiver(policy="AGR-001"),
    ),
    "WAIVER-004": EngineNote(
        "An exception was approved until a day. After it the finding counts again, and"
        " the waiver only hides that nobody has looked at it since.",
        _GOOD_WAIVER,
        _waiver(until="2026-11-30"),
    ),
    "WAIVER-005": EngineNote(
        "A waiver that covers nothing would silently cover the next finding of its"
        " policy, which nobody has seen or approved.",
        "scid: SPT\n# with a waiver of SC-003",
        "scid: SPTH\n# with a waiver of SC-003",
    ),
    "WAIVER-006": EngineNote(
        "An exception without an end in sight is a changed rule. The bound is the dated"
        " value `maximum_waiver_days`; a portfolio may set its own.",
        _GOOD_WAIVER,
        _waiver(until="2036-12-31"),
    ),
    "WAIVER-007": EngineNote(
        "A waiver is approved for one element. Where a policy finds several, one that"
        " names none would cover them all, and those to come.",
        "subject: {kind: aggregation, id: bayview-storage}\nelement: bayview-001",
        "subject: {kind: aggregation, id: bayview-storage} # and two sites fail",
    ),
    "WAIVER-008": EngineNote(
        "A comment that was meant to be a waiver and is none leaves its author in the"
        " belief that the exception is on record.",
        "scid: SPT # dera: waive[SC-003] until 2027-06-30 -- granted by CAISO",
        "scid: SPT # dera: waive[SC-003] until 2027-06-30",
    ),
    "WAIVER-009": EngineNote(
        "An error is waived by somebody who may. A comment does not say who approved"
        " it; a declared waiver does, with a ticket.",
        _GOOD_WAIVER,
        "members: [] # dera: waive[SIZE-001] until 2027-06-30 -- to be filled",
    ),
    "BASELINE-001": EngineNote(
        "An entry that outlives its finding would hide the same mistake when it is made"
        " again. A baseline only ever gets shorter.",
        '"findings": [' + _ENTRY.format(policy="LOC-007") + "] # and LOC-007 fails",
        '"findings": [' + _ENTRY.format(policy="LOC-007") + "] # and LOC-007 passes",
    ),
    "BASELINE-002": EngineNote(
        "A baseline lets a portfolio begin to be checked; it opens no gate. What CAISO"
        " rejects, and what could not be judged, is not taken for old.",
        '"findings": [' + _ENTRY.format(policy="LOC-007") + "]",
        '"findings": [' + _ENTRY.format(policy="AGR-001") + "]",
    ),
}
