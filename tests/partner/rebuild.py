#!/usr/bin/env python3
"""What a partner's engineer would write: rebuilds each card from SLUG.ninjs.json, and compares it with SLUG.model.json.

    rebuild.py FILE.ninjs.json...        prints one JSON line a file: {"file", "errors": [text]}

Three ways lead from ninjs to a card: the `section` of the HTML body, and the HTML and the plain text of the structured
body. Each has to give the words of the model's card, no more and no fewer; what the edition adds (labels, the mark of a
footnote, "Updated ...") is known by its class and left out. The hashes are computed anew from the model.
Python's standard library is all that it needs.
"""

import copy
import hashlib
import json
import pathlib
import re
import sys
from html.parser import HTMLParser

sys.setrecursionlimit(20_000)
VOID = {"img", "br", "hr"}
# What is not the author's: by class.
ADDED = {"noteref", "backlink", "updated", "task"}


def words(text):
    return re.findall(r"\w+", text)


class Body(HTMLParser):
    """The words of each part of an HTML body. A label may be the edition's own, so it is kept as one thing."""

    def __init__(self):
        super().__init__()
        self.parts = {}
        self.part = None
        self.open = []

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        kinds = set((values.get("class") or "").split())
        if tag == "section":
            self.part = self.parts.setdefault(values["id"], [])
        if tag == "img" and not self.hidden():
            self.add(("picture", values.get("alt") or ""))
        if tag in VOID:
            return self.add(" ") if tag == "br" else None
        kind = next((kind for kind in ("label", "credit", "missing") if kind in kinds), None)
        self.open.append((tag, "added" if kinds & ADDED else kind))
        if kind:
            self.add((kind, ""))
        elif tag not in INLINE:
            self.add(" ")

    def handle_endtag(self, tag):
        while self.open:
            name, kind = self.open.pop()
            if name == tag:
                break
        self.add(("end", "") if kind in ("label", "credit", "missing") else "" if tag in INLINE else " ")
        if tag == "section":
            self.part = None

    def handle_data(self, data):
        if not self.hidden():
            self.add(data)

    def hidden(self):
        return any(kind == "added" for _, kind in self.open)

    def add(self, piece):
        if self.part is not None:
            self.part.append(piece)


INLINE = {"a", "em", "strong", "s", "sup", "sub", "code", "span", "cite"}


def sequence(pieces):
    """Words, and (kind, words) for what the edition may have put in words of its own."""
    out, text, kind = [], "", None
    for piece in pieces:
        if isinstance(piece, str):
            text += piece
            continue
        out += words(text) if kind is None else [(kind, tuple(words(text)))]
        text, kind = "", None
        if piece[0] == "picture":
            out.append(("picture", tuple(words(piece[1]))))
        elif piece[0] != "end":
            kind = piece[0]
    return out + words(text)


# The model.


def plain(inlines, out):
    """The pieces of inlines. A picture that is not cleared leaves its alternative text."""
    for inline in inlines:
        match inline["type"]:
            case "text" | "code" | "math":
                out.append(inline["value"])
            case "soft-break" | "hard-break":
                out.append(" ")
            case "image":
                alt = inline.get("alt") or ""
                if not inline.get("syndicate"):
                    out.append(alt)
                else:
                    picture(inline, out)
            case "footnote-reference":
                pass
            case _:
                plain(inline["content"], out)


def picture(image, out):
    if "local" in image["source"]:
        out.append(("picture", image.get("alt") or ""))
    else:
        out.extend([("missing", ""), image.get("alt") or "", ("end", "")])


def label(inlines, out):
    """An authored label; where there is none, the edition has its own."""
    out.append(("label", ""))
    if inlines:
        plain(inlines, out)
    out.extend([("end", ""), " "])


def blocks(items, out):
    for block in items:
        out.append(" ")
        match block["type"]:
            case "paragraph" | "heading":
                plain(block["content"], out)
            case "block-quote":
                blocks(block["blocks"], out)
                out.append(" ")
                plain(block.get("attribution", []), out)
            case "list":
                for item in block["items"]:
                    out.append(" ")
                    blocks(item.get("blocks", []), out)
            case "code-block":
                out.append(block["text"])
            case "table":
                plain(block.get("caption", []), out)
                for row in [block.get("head", [])] + block.get("rows", []):
                    for cell in row:
                        out.append(" ")
                        plain(cell.get("content", []), out)
            case "figure":
                if block["image"].get("syndicate"):
                    figure(block, out)
            case "related":
                text = block.get("label")
                label([{"type": "text", "value": text}] if text else [], out)
                plain(block.get("headline", []), out)
                blocks(block.get("description", []), out)
            case "callout":
                label(block.get("title", []), out)
                blocks(block.get("blocks", []), out)
            case "definition-list":
                for item in block["items"]:
                    out.append(" ")
                    plain(item["term"], out)
                    for definition in item.get("definitions", []):
                        blocks(definition, out)
            case "thematic-break":
                pass
            case other:
                raise ValueError(f"the model has a block {other}")
        out.append(" ")


def figure(block, out):
    picture(block["image"], out)
    out.append(" ")
    plain(block.get("caption", []), out)
    out.append(" ")
    if block["image"].get("credit"):
        out.extend([("credit", ""), block["image"]["credit"], ("end", "")])


def notes_of(model, place):
    return [note for note in model.get("footnotes", []) if note["place"] == place]


# Cards that stand alone: each has all notes that it refers to, numbered from 1, and its headings are called by the card
# and their place in it.


class Alone:
    """A part that stands alone."""

    def __init__(self, model, name, place, question, text):
        self.name, self.numbers, self.notes, self.ids = name, {}, [], {}
        self.model = model
        self.question, self.blocks = copy.deepcopy(question), copy.deepcopy(text)
        self.inlines(self.question)
        self.all_blocks(self.blocks)
        self.follow(0)
        seen = len(self.notes)
        for note in notes_of(model, place):
            self.local(note["number"])
        self.follow(seen)

    def local(self, number):
        if number not in self.numbers:
            self.numbers[number] = len(self.numbers) + 1
            note = self.model["footnotes"][number - 1]
            self.notes.append({"number": self.numbers[number], "blocks": copy.deepcopy(note["blocks"])})
        return self.numbers[number]

    def follow(self, first):
        while first < len(self.notes):
            self.all_blocks(self.notes[first]["blocks"])
            first += 1

    def all_blocks(self, items):
        for block in items:
            match block["type"]:
                case "paragraph":
                    self.inlines(block["content"])
                case "heading":
                    self.ids[block["id"]] = block["id"] = f"{self.name}/{len(self.ids) + 1}"
                    self.inlines(block["content"])
                case "block-quote":
                    self.all_blocks(block["blocks"])
                    self.inlines(block.get("attribution", []))
                case "list":
                    for item in block["items"]:
                        self.all_blocks(item.get("blocks", []))
                case "table":
                    self.inlines(block.get("caption", []))
                    for row in [block.get("head", [])] + block.get("rows", []):
                        for cell in row:
                            self.inlines(cell.get("content", []))
                case "figure":
                    self.inlines(block.get("caption", []))
                case "related":
                    self.inlines(block.get("headline", []))
                    self.all_blocks(block.get("description", []))
                case "callout":
                    self.inlines(block.get("title", []))
                    self.all_blocks(block.get("blocks", []))
                case "definition-list":
                    for item in block["items"]:
                        self.inlines(item["term"])
                        for definition in item.get("definitions", []):
                            self.all_blocks(definition)

    def inlines(self, items):
        for inline in items:
            if inline["type"] == "footnote-reference":
                inline["number"] = self.local(inline["number"])
            self.inlines(inline.get("content", []))

    def lead(self, everywhere):
        """Leads links to where headings are now."""

        def walk(value):
            if isinstance(value, list):
                for item in value:
                    walk(item)
            elif isinstance(value, dict):
                target = value.get("target")
                if isinstance(target, dict) and isinstance(target.get("internal"), str):
                    old = target["internal"]
                    target["internal"] = self.ids.get(old, everywhere.get(old, old))
                for item in value.values():
                    walk(item)

        walk([self.question, self.blocks, self.notes])


def alone(model):
    """The parts of the model, each alone, by their names."""
    parts = {}
    if model.get("lede"):
        parts[""] = Alone(model, "", "lede", [], model["lede"])
    for card in model.get("cards", []):
        place = {"card": card["number"]}
        parts[card["id"]] = Alone(model, card["id"], place, card["question"], card.get("blocks", []))
    if model.get("signoff"):
        parts["/"] = Alone(model, "/", "signoff", [], model["signoff"])
    everywhere = {}
    for part in parts.values():
        everywhere = part.ids | everywhere
    for part in parts.values():
        part.lead(everywhere)
    return parts


def expected(part):
    """The pieces of a card as HTML has them."""
    out = []
    plain(part.question, out)
    blocks(part.blocks, out)
    if part.notes:
        label([], out)
    for note in part.notes:
        blocks(note["blocks"], out)
    return out


def same(wanted, found):
    """True where two sequences say the same. What the edition words itself has to hold the author's words."""
    if len(wanted) != len(found):
        return False
    for one, other in zip(wanted, found):
        if isinstance(one, tuple) and isinstance(other, tuple) and one[0] == other[0]:
            kind, text = one
            if kind == "label" and not text:
                continue
            # "Picture: ALT", "Picture: CREDIT"; a picture that is missing without a description has a word for that.
            if text != other[1] and not (kind in ("missing", "credit") and holds(other[1], text)):
                return False
        elif one != other:
            return False
    return True


def holds(longer, shorter):
    return any(longer[at : at + len(shorter)] == shorter for at in range(len(longer) + 1))


def differs(wanted, found):
    at = next((at for at, pair in enumerate(zip(wanted, found)) if not same([pair[0]], [pair[1]])), min(len(wanted), len(found)))
    return f"at word {at}: expected {wanted[at : at + 6]}, found {found[at : at + 6]}"


def as_text(pieces):
    """The same pieces as plain text has them: pictures in lines by their alternative text, nothing of the edition's."""
    pieces = [piece[1] if isinstance(piece, tuple) else piece for piece in pieces]
    return "".join(pieces)


def text_of(part):
    """The words of a card. Plain text has marks, labels and the addresses of links between them."""
    out = []
    plain(part.question, out)
    blocks(part.blocks, out)
    for note in part.notes:
        out.append(f" {note['number']} ")
        blocks(note["blocks"], out)
    return words(as_text(out))


RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻", "0123456789+-")


def lost(wanted, text):
    """The first of the words that a text does not have in their order."""
    found = iter(words(text.translate(RAISED)))
    return next((word for word in wanted if word not in found), None)


def plain_blocks(items, out):
    """As `blocks`; a figure that is shown does not say its alternative text."""
    blocks(without_alternatives(items), out)


def without_alternatives(value):
    """A copy of blocks in which figures that have a file say no alternative text."""
    if isinstance(value, list):
        return [without_alternatives(item) for item in value]
    if not isinstance(value, dict):
        return value
    value = {name: without_alternatives(item) for name, item in value.items()}
    if value.get("type") == "figure" and "local" in value["image"]["source"]:
        value["image"]["alt"] = ""
    return value


# The hashes: SHA-256 of canonical JSON (RFC 8785). All members here have ASCII names and whole numbers, for which sorted
# keys without spaces are that form.


def settled(model, part, value):
    """The JSON form of a piece of a part without what depends on the rest of the document."""
    if isinstance(value, list):
        return [settled(model, part, item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("type") == "footnote-reference":
        return {"type": "footnote-reference", "note": f"{part.name}/{value['number']}"}
    value = {name: item for name, item in value.items() if name != "span"}
    source = value.get("source")
    if isinstance(source, dict) and isinstance(source.get("local"), int):
        value["source"] = {"local": model["assets"][source["local"]]["sha256"]}
    return {name: settled(model, part, item) for name, item in value.items()}


def form(model, card, part):
    out = {name: settled(model, part, card[name]) for name in ("id", "updated", "teaser") if name in card}
    out["question"] = settled(model, part, part.question)
    out["blocks"] = settled(model, part, part.blocks)
    if part.notes:
        out["footnotes"] = [settled(model, part, note["blocks"]) for note in part.notes]
    return out


def sha256(value):
    canonical = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


# The comparison.


def body(item, role, kind):
    (found,) = [body["value"] for body in item["bodies"] if body["role"] == role and body["contentType"] == kind]
    return found


def sections(html):
    parser = Body()
    parser.feed(html)
    parser.close()
    return parser.parts


def errors_of(file):
    item = json.loads(file.read_text("utf-8"))
    model = json.loads(file.with_name(file.name.replace(".ninjs.json", ".model.json")).read_text("utf-8"))
    if item["pubStatus"] != "usable":
        return [f"a notice has {name}" for name in ("bodies", "associations") if name in item]
    structured = json.loads(body(item, "cards", "application/json"))
    whole = sections(body(item, "main", "text/html"))
    cards = model.get("cards", [])
    errors = []
    if [card["id"] for card in structured["cards"]] != [card["id"] for card in cards] or list(whole) != [c["id"] for c in cards]:
        errors.append("its cards are not those of the model")
    parts = alone(model)
    for card, rebuilt in zip(cards, structured["cards"]):
        found = card_errors(model, card, parts[card["id"]], rebuilt, whole, structured)
        errors += [f"card {card['number']}, {error}" for error in found]
    return errors


def card_errors(model, card, part, rebuilt, whole, structured):
    wanted = sequence(expected(part))
    for name, html in [("HTML", whole.get(card["id"], [])), ("its HTML", sections(rebuilt["body"]["html"]).get(card["id"], []))]:
        found = sequence(html)
        if not same(wanted, found):
            yield f"{name}: {differs(wanted, found)}"
    text = rebuilt["body"]["text"]
    reason = (card.get("updated") or {}).get("reason") or ""
    if lost(words(reason), text.split("\n\n")[0]):
        yield "text: why it was updated is not said"
    if word := lost(text_of(part), text):
        yield f"text: {word} is not where it belongs"
    if words(rebuilt["question"]) != words(as_text(pieces(card["question"]))):
        yield "its question is not that of the model"
    notes = [(note["number"], words(note["text"])) for note in rebuilt["body"].get("footnotes", [])]
    if notes != [(note["number"], note_words(note)) for note in part.notes]:
        yield "its footnotes are not those of the model"
    shown = [sha256(form(model, card, part)), structured["language"], structured["words"]]
    wanted = hashlib.sha256("".join(f"{line}\n" for line in shown).encode()).hexdigest()
    if rebuilt["body"]["sha256"] != wanted:
        yield f"its hash is {rebuilt['body']['sha256']}, computed anew {wanted}"


def pieces(inlines):
    out = []
    plain(inlines, out)
    return out


def note_words(note):
    out = []
    plain_blocks(note["blocks"], out)
    return words(as_text(out))


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    for name in sys.argv[1:]:
        try:
            found = errors_of(pathlib.Path(name))
        except (OSError, ValueError, KeyError, IndexError) as error:
            found = [f"it can't be read: {error!r}"]
        print(json.dumps({"file": name, "errors": found}))
