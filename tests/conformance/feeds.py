"""Judges feeds in XML: feeds.py rules|reader FILE... prints one JSON line a file, {"file", "errors": [text]}.

`rules` are those of Atom (RFC 4287) and RSS 2.0. `reader` is feedparser, a program that reads feeds: what it makes of a
feed is compared with the documents' models and files, which are in the folders beside the feed.
"""

import datetime
import email.utils
import html
import json
import pathlib
import re
import sys
import xml.etree.ElementTree as ElementTree

import feedparser

ATOM = "{http://www.w3.org/2005/Atom}"
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d)")


def is_absolute(url):
    return bool(re.fullmatch(r"https?://[^\s<>\"]+|urn:uuid:[0-9a-f-]{36}", url or ""))


def rules(file):
    try:
        root = ElementTree.parse(file).getroot()
    except ElementTree.ParseError as error:
        return [f"not well-formed: {error}"]
    return atom(root) if root.tag == f"{ATOM}feed" else rss(root)


def atom(feed):
    errors, ids = [], []
    entries = feed.findall(f"{ATOM}entry")
    for name, element in [("feed", feed)] + [(f"entry {number}", entry) for number, entry in enumerate(entries, 1)]:
        for needed in ("id", "title", "updated"):
            found = element.findall(ATOM + needed)
            if len(found) != 1 or not (found[0].text or "").strip():
                errors.append(f"{name}: {len(found)} elements {needed}, or an empty one (4.1.1, 4.1.2)")
        ids += [found.text for found in element.findall(f"{ATOM}id")]
        for date in element.findall(f"{ATOM}updated") + element.findall(f"{ATOM}published"):
            if not RFC3339.fullmatch(date.text or ""):
                errors.append(f"{name}: {date.text} is no date (3.3)")
        for link in element.findall(f"{ATOM}link"):
            if not is_absolute(link.get("href")):
                errors.append(f"{name}: a link to {link.get('href')}")
            if link.get("rel") == "enclosure" and not (link.get("length") and link.get("type")):
                errors.append(f"{name}: an enclosure without length or type")
        errors += [f"{name}: an author without a name (3.2)" for author in element.findall(f"{ATOM}author") if not author.findtext(f"{ATOM}name")]
        errors += relative(name, element.findtext(f"{ATOM}content"))
    dates = [date.text for date in feed.findall(f"{ATOM}entry/{ATOM}updated")]
    newest = max(map(datetime.datetime.fromisoformat, dates), default=None)
    if not errors and newest != datetime.datetime.fromisoformat(feed.findtext(f"{ATOM}updated")):
        errors.append("the feed is not as new as its newest entry")
    if feed.find(f"{ATOM}author") is None:
        errors.append("no author (4.1.1)")
    if not [link for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]:
        errors.append("no link to itself (4.1.1)")
    return errors + [f"{id} is no absolute IRI (4.2.6)" for id in ids if not is_absolute(id)] + twice(ids)


def rss(root):
    channel = root.find("channel")
    if root.tag != "rss" or root.get("version") != "2.0" or channel is None:
        return ["no channel of RSS 2.0"]
    errors = [f"no {name}" for name in ("title", "link", "description") if not channel.findtext(name)]
    if channel.find(f"{ATOM}link[@rel='self']") is None:
        errors.append("no link to itself")
    if not is_absolute(channel.findtext("link")):
        errors.append("the channel's link is not absolute")
    items = channel.findall("item")
    for number, item in enumerate(items, 1):
        name = f"item {number}"
        for once in ("title", "link", "description", "guid", "pubDate", "enclosure", CONTENT):
            if len(item.findall(once)) > 1:
                errors.append(f"{name}: {once} twice")
        if not item.findtext("title") or not item.findtext("guid"):
            errors.append(f"{name}: no title or guid")
        permanent = item.find("guid") is not None and item.find("guid").get("isPermaLink", "true") == "true"
        if permanent and item.findtext("guid") != item.findtext("link"):
            errors.append(f"{name}: the guid is no permanent link")
        for enclosure in item.findall("enclosure"):
            if not is_absolute(enclosure.get("url")) or not enclosure.get("type") or not re.fullmatch(r"\d+", enclosure.get("length") or ""):
                errors.append(f"{name}: an enclosure needs url, length and type")
        errors += relative(name, item.findtext(CONTENT))
    for date in [channel.findtext("lastBuildDate")] + [item.findtext("pubDate") for item in items]:
        if date is not None and (not email.utils.parsedate_tz(date) or not re.match(r"(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d \w{3} \d{4} ", date)):
            errors.append(f"{date} is no date (RFC 822)")
    return errors + twice([item.findtext("guid") for item in items])


def relative(name, content):
    """Addresses that lead nowhere on the page of an aggregator."""
    found = re.findall(r"\s(?:href|src)=\"(?!https?:|mailto:|tel:)([^\"]*)\"", content or "")
    return [f"{name}: the content leads to {url!r}" for url in found]


def twice(ids):
    return [f"{id} comes twice" for id in sorted({id for id in ids if ids.count(id) > 1})]


def reader(file):
    """What feedparser reads, against the models."""
    folder = next((place for place in file.resolve().parents if any(place.glob("*/*.model.json"))), None)
    if folder is None and any(file.parent.glob("*/*.model.json")):
        folder = file.parent
    models = {}
    for path in folder.glob("*/*.model.json") if folder else []:
        model = json.loads(path.read_text("utf-8"))
        models[model["metadata"]["canonical_url"]] = (path, model)
    feed = feedparser.parse(file.read_bytes(), sanitize_html=False)
    errors = [f"feedparser says {feed.bozo_exception!r}"] if feed.bozo else []
    if not feed.entries or not feed.feed.get("title"):
        errors.append("no title, or no entries")
    for entry in feed.entries:
        if entry.get("id") not in models:
            errors.append(f"no document has the id {entry.get('id')}")
            continue
        errors += [f"{entry.id}: {error}" for error in against(entry, *models[entry.id])]
    usable = [url for url, (_, model) in models.items() if model["metadata"].get("status", "usable") == "usable"]
    if file.parent == folder and len(feed.entries) != len(usable):
        errors.append(f"{len(feed.entries)} entries of {len(usable)} documents")
    return errors


def against(entry, path, model):
    """What of a document its entry does not say."""
    metadata = model["metadata"]
    if squeeze(entry.title) != squeeze(metadata["headline"]):
        yield f"the title is {entry.title!r}"
    if entry.get("link") != metadata["canonical_url"]:
        yield f"the link is {entry.get('link')}"
    if metadata.get("date_published") and not entry.get("published_parsed"):
        yield "no date"
    elif metadata.get("date_published") and datetime.datetime(*entry.published_parsed[:6], tzinfo=datetime.timezone.utc) != moment(metadata["date_published"]):
        yield f"the date is {entry.published}"
    names = [author["name"] for author in metadata.get("authors", [])]
    if [author.get("name") for author in entry.get("authors", []) if author] != names:
        yield f"the authors are {entry.get('authors')}"
    terms = [metadata["section"]] if metadata.get("section") else []
    if [tag.term for tag in entry.get("tags", [])] != terms + metadata.get("keywords", []):
        yield f"the tags are {entry.get('tags')}"
    sizes = {path.with_name(path.name.replace(".model.json", end)) for end in (".epub", ".pdf")}
    sizes = sorted(str(file.stat().st_size) for file in sizes if file.is_file())
    if sorted(link.get("length") for link in entry.get("enclosures", [])) != sizes:
        yield f"the enclosures are {entry.get('enclosures')}, the files have {sizes} bytes"
    content = plain(" ".join(content.value for content in entry.get("content", [])))
    summary = entry.get("summary", "")
    # What RSS describes an item by is HTML; Atom says what it is.
    summary = plain(summary) if entry.get("summary_detail", {}).get("type") == "text/html" else squeeze(summary)
    if metadata.get("description") and squeeze(metadata["description"]) != summary:
        yield f"the summary is {entry.get('summary')!r}"
    for text in words([model.get("lede", []), model.get("cards", []), model.get("signoff", []), model.get("footnotes", [])]):
        if squeeze(text) not in content:
            yield f"{text!r} does not arrive"


def moment(text):
    """RFC 3339; a day is its midnight in UTC."""
    if "T" not in text:
        text += "T00:00:00+00:00"
    return datetime.datetime.fromisoformat(text).astimezone(datetime.timezone.utc)


def words(node):
    """The texts of a piece of the model, without pictures that partners may not have."""
    if isinstance(node, list):
        for each in node:
            yield from words(each)
    elif isinstance(node, dict):
        if node.get("type") in ("figure", "image"):
            return
        for key, value in node.items():
            if key == "value" and isinstance(value, str):
                yield value
            elif isinstance(value, (dict, list)):
                yield from words(value)


def plain(markup):
    return squeeze(html.unescape(re.sub(r"<[^>]*>", "", markup)))


def squeeze(text):
    return re.sub(r"\s+", "", text)


judge = {"rules": rules, "reader": reader}[sys.argv[1]]
for name in sys.argv[2:]:
    print(json.dumps({"file": name, "errors": list(judge(pathlib.Path(name)))}))
