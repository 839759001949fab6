"""Editions that are broken on purpose, so that each judge shows that it refuses something."""

import json
import pathlib
import re
import subprocess
import tempfile
import zipfile

# The extension of each edition's main file, longest first where one ends like another.
EDITIONS = {
    "amp": ".amp.html",
    "html": ".html",
    "epub": ".epub",
    "proof": ".proof.pdf",
    "print": ".print.pdf",
    "pdf": ".pdf",
    "text": ".txt",
    "email": ".eml",
    "esp": ".esp.json",
    "ninjs": ".ninjs.json",
    "jsonfeed": ".feed.json",
    "atom": "atom.xml",
    "rss": "rss.xml",
    "applenews": ".applenews.json",
    "model": ".model.json",
    "manifest": "manifest.json",
    "diff": ".diff.json",
}


def edition_of(file):
    """The edition that a main file belongs to, by its extension; None for pictures."""
    if "media" in file.parts:
        return None
    if re.fullmatch(r"feed(-\d+)?\.json", file.name):
        return "jsonfeed"
    return next((name for name, extension in EDITIONS.items() if file.name.endswith(extension)), None)


def broken(edition, file, folder):
    """Copies of an edition, each broken so that one judge has to refuse it: [(judge, copy, what it has to say)]."""
    copies = []

    def copy(judge, change, *expected):
        place = folder / str(len(list(folder.iterdir())))
        place.mkdir()
        # A page that is broken in one way still finds its pictures.
        for beside in file.parent.iterdir():
            if beside.is_dir():
                (place / beside.name).symlink_to(beside.resolve())
        # What is compared with the model finds it, too.
        if edition == "ninjs":
            model = file.with_name(file.name.replace(".ninjs.json", ".model.json"))
            (place / "copy.model.json").symlink_to(model.resolve())
        target = place / f"copy{EDITIONS[edition]}"
        data = file.read_bytes()
        changed = change(data)
        assert changed != data, f"nothing was broken in {file} for {judge}"
        target.write_bytes(changed)
        copies.append((judge, target, expected))

    body = lambda add: lambda data: data.replace(b"</body>", add + b"</body>")
    match edition:
        case "amp":
            copy("AMP validator", body(b'<p onclick="x()">x</p>'))
            copy("AMP pictures", body(b'<img src="x.png" alt="">'))
            copy("AMP pictures", body(b'<amp-img src="x.png" alt="" layout="fill"></amp-img>'))
            copy("browser", body(b'<script async src="https://example.org/x.js"></script>'), "request: script")
            copy("browser", body(b"<style>body{visibility:hidden}</style>"), "AMP: the text is hidden")
        case "html":
            copy("Nu", body(b'<p id="twice"></p><p id="twice"><center>x</center>'))
            copy("axe-core", body(b'<img src="x.png"><p style="color:#eee;background:#fff">pale words</p>'))
            copy("axe-core", body(b'<p style="color:light-dark(#000,#333)">words</p>'), "color-contrast.*dark")
            copy("Lighthouse", break_for_lighthouse, "accessibility is", "seo is", "best-practices is")
            for change, expected in BROKEN_PAGES:
                copy("browser", change, *expected)
        case "epub":
            lost = b'<p><a href="#not-there">x</a></p>'
            copy("EPUBCheck", break_book(lost))
            copy("Ace", break_book(b'<p><img src="x.png"/></p>'), "image-alt")
            copy("foliate-js", break_book(lost + b'<p style="display:none">words</p>'), "words: ", "link: ")
            copy("chapters", break_book(lost + b'<p style="width:3000px">wide</p>'), "link: ", "sideways: ", "large type: ")
        case "pdf":
            # Structure and claim are renamed without changing any offset.
            copy("PDF/UA-1", lambda data: plain(data).replace(b"/StructTreeRoot", b"/StructTreeRoog"))
            copy("PDF/A-2a", lambda data: plain(data).replace(b"pdfaid:part", b"pdfaid:parx"))
            break_for_readers(copy)
        case "print":
            copy("PDF/X-4", lambda data: data.replace(b"PDF/X-4<", b"PDF/X-5<"))
            copy("PDF/X-4", lambda data: plain(data).replace(b"/TrimBox", b"/TrimBix"))
            copy("black text", lambda data: plain(data).replace(b"0 0 0 1 k", b"1 0 0 1 k"))
            break_for_readers(copy)
        case "proof":
            break_for_readers(copy)
        case "ninjs":
            copy("ninjs 3.1", lambda data: data.replace(b"{", b'{"headline": "a member that ninjs 3.1 does not know",', 1))
            copy("ninjs 3.1", lambda data: data.replace(b'"usable"', b'"canceled"', 1))
            copy("cards", lambda data: data.replace(b'"role": "cards"', b'"role": "kards"', 1), "0 bodies")
            copy("cards", lambda data: data.replace(b'\\"language\\":', b'\\"languages\\":', 1), "languages")
            copy("JSON Schema", lambda data: data.replace(b'"profile": "', b'"profile": "un', 1), "profile")
            for change, expected in BROKEN_ITEMS:
                copy("partner", change, *expected)
        case "jsonfeed":
            copy("JSON Feed 1.1", lambda data: data.replace(b'"id"', b'"identity"', 1), "identity|id")
            copy("JSON Feed 1.1", lambda data: data.replace(b"https://jsonfeed.org/version/1.1", b"1.1"), "1.1")
            copy("JSON Schema", lambda data: data.replace(b'"_pressroom": {', b'"_pressroom": {"extra": 1,', 1), "items/0/_pressroom.*extra")
            copy("JSON Schema", lambda data: data.replace(b'"status": "', b'"status": "un', 1), "_pressroom/status")
        case "atom":
            copy("feeds", lambda data: data.replace(b"<updated>", b"<updated>on ", 1), "is no date")
            copy("feeds", lambda data: data.replace(b"</entry>", b"<id>x</id></entry>", 1), "2 elements id", "absolute IRI")
            copy("feeds", lambda data: data.replace(b'src=&quot;https://', b'src=&quot;', 1), "content leads to")
            break_for_aggregators(copy)
        case "rss":
            copy("feeds", lambda data: re.sub(rb"<pubDate>\w+, ", b"<pubDate>", data, count=1), "is no date")
            copy("feeds", lambda data: data.replace(b"<guid>", b"<guid>x", 1), "no permanent link")
            copy("feeds", lambda data: data.replace(b"<link>https:", b"<link>", 1), "link is not absolute")
            copy("feeds", lambda data: data.replace(b"]]>", b"]]", 1), "not well-formed")
            break_for_aggregators(copy)
        case "applenews":
            copy("Apple News schema", lambda data: data.replace(b'"role": "body"', b'"role": "paragraph"', 1))
            copy("Apple News schema", lambda data: data.replace(b'"identifier"', b'"id"', 1))
            copy("Apple News rules", break_article, "is not allowed", "leads nowhere", "not defined", "comes twice", "no text")
        case "model":
            copy("JSON", lambda data: data + b"}")
            schema = "JSON Schema"
            copy(schema, lambda data: data.replace(b"{", b'{"extra": 1,', 1), "extra")
            copy(schema, lambda data: data.replace(b'"type": "paragraph"', b'"type": "paragraf"', 1), "paragraf")
            copy(schema, lambda data: re.sub(rb'"version": \d+', b'"version": 0', data, count=1), "metadata/version")
        case "diff":
            copy("JSON Schema", lambda data: data.replace(b"{", b'{"extra": 1,', 1), "extra")
            copy("JSON Schema", lambda data: data.replace(b'"change":"', b'"change":"un', 1), "change")
            copy("JSON Schema", lambda data: data.replace(b'"part":"card","id"', b'"part":"card","ix"', 1), "parts/")
        case "manifest":
            copy("JSON Schema", lambda data: data.replace(b'"bytes": ', b'"bytes": -', 1), "files/0/bytes")
            copy("JSON Schema", lambda data: re.sub(rb'"sha256": "[0-9a-f]', b'"sha256": "x', data, count=1), "sha256")
        case "text":
            copy("UTF-8", lambda data: data + b"\xff")
        case "email":
            copy("Python's email", lambda data: data.replace(b"From: ", b"From: <<", 1))
            copy("Python's email", lambda data: data.replace(b"boundary=\"", b"boundary=\"x", 1))
            copy("SMTP", lambda data: data.replace(b"\r\n", b"\n"))
            copy("mail HTML", lambda data: data.replace(b"</body>", b"<p id=3D\"a\"></p><p id=3D\"a\"><div></p></body>"))
        case "esp":
            copy("parts", lambda data: data.replace(b'"subject"', b'"topic"'))
    return copies


def break_for_readers(copy):
    copy("qpdf", lambda data: data[: len(data) * 2 // 3])
    copy("pdftotext", lambda data: data[:200])
    copy("Ghostscript", lambda data: data[: len(data) * 2 // 3])
    copy("MuPDF", lambda data: data[: len(data) * 2 // 3])


def break_for_aggregators(copy):
    """Feeds that keep every rule and say what is not so."""
    copy("feedparser", lambda data: re.sub(rb"(<(?:entry|item)>\s*<title[^>]*>)", rb"\1Not ", data, count=1), "the title is")
    copy("feedparser", lambda data: re.sub(rb'(length=")(\d)', rb"\g<1>9\2", data, count=1), "the enclosures are")
    copy("feedparser", lambda data: re.sub(rb"(?s)(<content.*?/h2)", lambda found: found[0].replace(b"the", b"teh"), data, count=1), "does not arrive")
    copy("feedparser", lambda data: re.sub(rb"(?s)<(entry|item)>.*?</\1>", b"", data, count=1), "entries of")
    copy("feedparser", lambda data: re.sub(rb"(<(?:published|pubDate)>[^<]*)20\d\d", rb"\g<1>1999", data, count=1), "the date is")


def plain(data):
    """A PDF with its objects uncompressed."""
    with tempfile.TemporaryDirectory() as folder:
        old, new = pathlib.Path(folder, "old"), pathlib.Path(folder, "new")
        old.write_bytes(data)
        command = ["qpdf", "--qdf", "--object-streams=disable", str(old), str(new)]
        subprocess.run(command, capture_output=True, timeout=120, check=False)
        return new.read_bytes()


def break_book(faults):
    """Adds faulty elements to the end of every XHTML file of a book."""

    def change(data):
        with tempfile.TemporaryDirectory() as folder:
            old, new = pathlib.Path(folder, "old"), pathlib.Path(folder, "new")
            old.write_bytes(data)
            with zipfile.ZipFile(old) as source, zipfile.ZipFile(new, "w") as target:
                for entry in source.infolist():
                    content = source.read(entry)
                    if entry.filename.endswith("html"):
                        content = content.replace(b"</body>", faults + b"</body>")
                    target.writestr(entry, content)
            return new.read_bytes()

    return change


def break_for_lighthouse(data):
    data = re.sub(rb"<title>.*?</title>|<meta name=\"?description[^>]*>", b"", data)
    return data.replace(b"</body>", b'<img src="missing.png"><button></button></body>')


def at_start(add):
    """Adds elements before everything else in a page's body."""
    return lambda data: re.sub(rb"<body[^>]*>", lambda found: found[0] + add, data, count=1)


def at_end(add):
    return lambda data: data.replace(b"</body>", add + b"</body>")


def break_body(kind, old, new):
    """Changes a body of an item: all that matches, within the second card."""

    def change(data):
        item = json.loads(data)
        (body,) = [body for body in item["bodies"] if body["contentType"] == kind]
        if kind == "application/json":
            cards = json.loads(body["value"])
            cards["cards"][1] = json.loads(re.sub(old, new, json.dumps(cards["cards"][1]), count=1))
            body["value"] = json.dumps(cards)
        else:
            parts = body["value"].split("<section", 2)
            parts[2] = re.sub(old, new, parts[2], count=1)
            body["value"] = "<section".join(parts)
        return json.dumps(item).encode()

    return change


# Each thing that a partner compares, and an item in which it is wrong: a word is lost, a word is added, a card is renamed,
# something else than what was hashed goes out.
BROKEN_ITEMS = [
    (break_body("text/html", r"<p>\w+ ", "<p>"), ["card 2, HTML: "]),
    (break_body("text/html", r"</p>", " more</p>"), ["card 2, HTML: "]),
    (break_body("application/json", r"<p>\w+ ", "<p>"), ["card 2, its HTML: "]),
    (break_body("application/json", r'("text": ")\w+', r"\1"), ["card 2, text: "]),
    (break_body("application/json", r'("question": ")', r"\1More "), ["card 2, its question "]),
    (break_body("application/json", r'("id": ")', r"\1x"), ["its cards are not"]),
    (break_body("application/json", r'("sha256": ")[0-9a-f]{8}', r"\g<1>00000000"), ["card 2, its hash "]),
]


def break_article(data):
    article = json.loads(data)
    body = next(component for component in article["components"] if component["role"] == "section")
    wrong = {"role": "body", "format": "html", "layout": "nowhere", "text": '<p><img src="x"><a href="#nowhere"> </a></p>'}
    body["components"] += [wrong, {"role": "container", "layout": "block", "identifier": body["identifier"], "components": []}]
    return json.dumps(article).encode()


# A picture of one pixel.
PIXEL = b"data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
# Each rule of browser.mjs, and a page that breaks it.
BROKEN_PAGES = [
    (
        at_end(
            b'<script>console.error("x")</script><link rel="stylesheet" href="https://example.org/x.css">'
            b'<p><a href="#nowhere">x</a> <a href="#out-of-sight">x</a>'
            b'<span id="out-of-sight" style="position:fixed;top:-900px">x</span></p>'
            b'<img alt="" width="90" height="10" src="' + PIXEL + b'"><img alt="" width="9" height="9" src="missing.png">'
            b'<img width="9" height="9" src="' + PIXEL + b'"><img alt="" src="' + PIXEL + b'">'
            b'<p style="width:2000px">wide</p>'
            b'<div style="overflow-x:auto;width:90px"><p style="width:900px">wide</p></div>'
            b'<div style="overflow-x:auto;width:90px" tabindex="0"><p style="width:900px">wide</p></div>'
            b'<div style="overflow-x:auto;width:90px" tabindex="0" role="region" aria-label="x"'
            b' onkeydown="event.preventDefault()"><p style="width:900px">wide</p></div>'
        ),
        [
            "console: x",
            "request: stylesheet",
            "link: #nowhere leads nowhere",
            "link: #out-of-sight does not bring",
            "picture: .*width and height say",
            "picture: .*does not load",
            "picture: .*no alt",
            "picture: .*no width and height",
            "sideways: .*320",
            "sideways: .*1600",
            "region: .*can't have the focus",
            "region: .*no role or name",
            "region: .*does not scroll",
        ],
    ),
    (at_end(b'<p style="inline-size:17rem;min-inline-size:17rem">large</p>'), ["large type: .*390"]),
    (at_end(b'<div style="position:fixed;inset:0">x</div>'), ["link: .*is covered by"]),
    (at_start(b'<p><a href="https://example.org/">x</a></p>'), ["keyboard: Tab goes first to"]),
    (
        at_end(
            b'<p style="position:relative"><a href="https://example.org/">x</a>'
            b'<a style="position:absolute;inset-block-start:-9rem;inset-inline-start:-1rem" href="https://example.org/">x</a>'
            b'<a tabindex="5" href="https://example.org/">x</a></p><style>a{outline:0!important}</style>'
        ),
        ["keyboard: .*out of the page's order", "keyboard: .*looks the same"],
    ),
    (at_end(b"<style>.skip:focus{transform:translateY(-300%)!important}</style>"), ["keyboard: .*out of sight"]),
    (
        at_end(
            b"<style>html,body{background:#fff!important;color:#000!important}"
            b"@media print{html,body{background:#000!important}nav,.skip{display:block!important}}</style>"
        ),
        ["dark: ", "print: ground", "print: .*is printed"],
    ),
    (at_end(b"<style>html,body{background:#000!important;color:#fff!important}</style>"), ["light: "]),
]
