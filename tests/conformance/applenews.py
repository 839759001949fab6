"""What a schema can't say of Apple News articles: applenews.py FILE... prints one JSON line a file, {"file", "errors"}.

Markup is what Apple allows and is closed in order, identifiers are unique, links within the article lead to one of them,
named styles are defined, pictures of the bundle are beside the article, and no text is empty."""

import json
import pathlib
import sys
from html.parser import HTMLParser

sys.setrecursionlimit(20_000)
TEXT = set("p br strong b em i s del sub sup code samp pre a ul ol li blockquote footer aside".split())
TABLE = set("table caption thead tbody tfoot tr th td".split())


class Markup(HTMLParser):
    """The links, the words and the faults of some HTML."""

    def __init__(self, allowed):
        super().__init__()
        self.allowed = allowed
        self.open, self.links, self.errors, self.words = [], [], [], ""

    def handle_starttag(self, tag, attrs):
        if tag not in self.allowed:
            self.errors.append(f"<{tag}> is not allowed")
        if tag == "a":
            self.links.append(dict(attrs).get("href"))
            if "a" in self.open:
                self.errors.append("a link within a link")
        if [name for name, _ in attrs if (tag, name) != ("a", "href")]:
            self.errors.append(f"<{tag}> has attributes that are ignored: {attrs}")
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.errors.append(f"</{tag}> does not close what is open")

    def handle_data(self, data):
        self.words += data


def parsed(html, allowed):
    markup = Markup(allowed)
    markup.feed(html)
    markup.close()
    if markup.open:
        markup.errors.append(f"{markup.open} are not closed")
    if not markup.words.strip():
        markup.errors.append("there is no text in it")
    return markup


def components(article):
    waiting = list(article["components"])
    while waiting:
        component = waiting.pop(0)
        yield component
        waiting += component.get("components", [])


def errors_of(file):
    article = json.loads(file.read_text("utf-8"))
    everything = list(components(article))
    identifiers = [component["identifier"] for component in everything if "identifier" in component]
    errors = [f"the identifier {name} comes twice" for name in set(identifiers) if identifiers.count(name) > 1]
    if sum(component["role"] == "title" for component in everything) != 1:
        errors.append("there is not one title")
    for component in everything:
        errors += [f"{component['role']}: {error}" for error in component_errors(article, component, identifiers, file)]
    return errors


def component_errors(article, component, identifiers, file):
    for member, place in [("textStyle", "componentTextStyles"), ("style", "componentStyles"), ("layout", "componentLayouts")]:
        if member in component and component[member] not in article.get(place, {}):
            yield f"{member} {component[member]} is not defined"
    markup = None
    if "html" in component:
        markup = parsed(component["html"], TEXT | TABLE)
    elif component.get("format") == "html":
        markup = parsed(component["text"], TEXT)
    if markup:
        yield from markup.errors
        for link in markup.links:
            if link is None or link.startswith("#") and link[1:] not in identifiers:
                yield f"the link {link} leads nowhere"
    url = component.get("URL", "")
    if url.startswith("bundle://") and not file.with_name("media").joinpath(url.removeprefix("bundle://")).is_file():
        yield f"{url} is not there"


for name in sys.argv[1:]:
    try:
        found = errors_of(pathlib.Path(name))
    except (OSError, ValueError, KeyError, TypeError) as error:
        found = [f"it can't be read: {error!r}"]
    print(json.dumps({"file": name, "errors": found}))
