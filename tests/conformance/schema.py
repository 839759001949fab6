"""Validates JSON files against a JSON Schema, formats too: schema.py SCHEMA FILE... prints one JSON line a file,
{"file", "errors": [text]}. A name that comes twice in one object is an error."""

import json
import sys

from jsonschema.validators import validator_for


def once(pairs):
    names = [name for name, _ in pairs]
    if len(names) != len(set(names)):
        raise ValueError(f"a name comes twice among {names}")
    return dict(pairs)


def errors_of(validator, file):
    try:
        with open(file, encoding="utf-8") as source:
            value = json.load(source, object_pairs_hook=once)
    except ValueError as error:
        return [str(error)]
    return [f"/{'/'.join(map(str, e.absolute_path))}: {e.message[:300]}" for e in validator.iter_errors(value)]


# The deepest document nests 64 levels, each of which takes a dozen calls.
sys.setrecursionlimit(20_000)
schema = json.load(open(sys.argv[1], encoding="utf-8"))
kind = validator_for(schema)
kind.check_schema(schema)
for name in ("uri", "date-time"):
    assert name in kind.FORMAT_CHECKER.checkers, f"the format {name} can't be checked"
judge = kind(schema, format_checker=kind.FORMAT_CHECKER)
for name in sys.argv[2:]:
    print(json.dumps({"file": name, "errors": errors_of(judge, name)}))
