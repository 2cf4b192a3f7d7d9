"""Most made-up dates lie far from today, and would be refused before the journal is asked.

So a date that is one is moved into the last hundred days, and gets through. What is no date stays
as it is: rejecting it is another check's job.
"""

import os
from collections.abc import MutableMapping
from datetime import date, timedelta
from zlib import crc32

import schemathesis

# The person's cookie, which many calls replace: a recovery code makes their journal an account, and
# a sign-out ends its session.
session = {"cookie": os.environ["FUZZ_COOKIE"]}

TODAY = date.today()


def recent(value):
    try:
        made_up = date.fromisoformat(value)
    except (TypeError, ValueError):
        return value
    if len(value) != 10 or value[4] != "-":
        return value
    # Not all of them: the rules about dates are to be met as well.
    days = made_up.toordinal() % 120
    return value if days >= 100 else (TODAY - timedelta(days=days)).isoformat()


def with_recent(fields):
    if isinstance(fields, dict):
        for name in ("day", "date", "start", "end"):
            if name in fields:
                fields[name] = recent(fields[name])
        section = fields.get("sectionId")
        if isinstance(section, str) and section.startswith("day:"):
            fields["sectionId"] = "day:" + str(recent(section.removeprefix("day:")))
    return fields


@schemathesis.hook
def map_query(context, query):
    return with_recent(query)


@schemathesis.hook
def map_body(context, body):
    return with_recent(body)


@schemathesis.hook
def after_call(context, case, response):
    for cookie in response.headers.get("set-cookie", []):
        pair = cookie.split(";")[0]
        if pair.startswith("humeur="):
            session["cookie"] = pair


@schemathesis.hook
def before_call(context, case, kwargs):
    if case.headers is None:
        case.headers = {}
    case.headers["Cookie"] = session["cookie"]
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    parts = [part for part in (case.headers, case.query, case.body) if isinstance(part, MutableMapping)]
    # A schema can't name all the zones there are. Bad requests keep sending invalid ones.
    for part in parts:
        if "timeZone" in part:
            part["timeZone"] = "Pacific/Kiritimati"
        # To a schema 3.0 is an integer, and to most languages that write one it is not.
        for name, value in list(part.items()):
            if isinstance(value, float) and value.is_integer():
                part[name] = int(value)
    # A made-up version is hardly ever the one that a day is at, and a name without a version is
    # refused: most of what is meant to be good goes without.
    if crc32(repr([sorted(map(str, part.items())) for part in parts]).encode()) % 4:
        for part in parts:
            for name in ("baseVersion", "mutationId", "If-Match", "If-None-Match"):
                if name in part:
                    del part[name]
        return
    # Of a header the coverage phase writes letters and digits alone, and ignores its schema: a
    # version gets the quotes of an entity tag.
    tag = (case.headers or {}).get("If-Match", "")
    if tag.isdigit():
        case.headers["If-Match"] = f'"{tag}"'
