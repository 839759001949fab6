#!/usr/bin/env python3
"""Makes editions of explainers on a cluster: `pressroom stream` under Apache Spark.

    spark-submit job.py [options] --to LIST --out FOLDER INPUT... [-- OPTIONS OF pressroom stream]

An INPUT is a folder of explainers (`*.md`) or a pattern that ends in `.md` (`articles/*/*.md`); the id of each is its
path from the folder with the first `*` on, without `.md`. Or it is a file or pattern that ends in `.ndjson` or `.jsonl`
(also with `.gz`), with records as `pressroom stream` reads them. Inputs and FOLDER are URLs that the cluster knows.

Records are divided by a hash of their ids, sorted, and piped through one `pressroom stream` for each part. What comes
out is `FOLDER/part-00000` and so on, a record for each edition on a line, and `FOLDER/manifest.json`, which is there
only when all is done: for each record its `id`, `edition`, `status`, `part` and the SHA-256 of its `files`.

Each id has each edition once, whatever happens. Spark's own committer takes a part only from the attempt of a task that
the driver chose. A record that kills the process, or keeps it longer than `--timeout`, costs itself alone. Records that
have one id and differ have failed, once for all of them; equal ones are one.

Exit code: 0 if nothing failed, 1 if a record did, 2 if the job itself did.
"""

import argparse
import base64
import collections
import hashlib
import itertools
import json
import queue
import re
import subprocess
import sys
import tempfile
import threading
import time
import traceback

from pyspark import SparkConf, SparkContext, TaskContext

FORMAT = "pressroom-spark/1"
# How many records are on their way through a process, for each of its cores; they are in memory until they are answered.
ON_THEIR_WAY = 8
# Every process is asked these first: the answers to an explainer without text name the editions, and the answer to what is
# no record says that these were all. A process that can't answer is not to be blamed on a record.
TRIAL = ['{"id":"trial"}', "{}"]


class Refused(Exception):
    """What is asked for can't be done."""


class Died(Exception):
    """The process ended, or was too slow, before it had answered."""


class Process:
    """A running `pressroom stream`. Lines go in by a thread of their own, and answers are read by another, so that neither
    waits for the other."""

    def __init__(self, command, seconds):
        """Starts it, and asks for the editions that it makes. Without these, the fault is the command's: an error."""
        self.seconds = seconds
        self.log = tempfile.TemporaryFile()
        self.child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.log)
        self.lines, self.answers = queue.SimpleQueue(), queue.SimpleQueue()
        self.threads = [threading.Thread(target=run, daemon=True) for run in (self._feed, self._read)]
        for thread in self.threads:
            thread.start()
        self.editions = []
        try:
            for line in TRIAL:
                self.send(line)
            while (answer := self.answer())["edition"] is not None:
                self.editions.append(answer["edition"])
        except Died as death:
            raise RuntimeError(f"{' '.join(command)}: {death}") from None

    def send(self, line):
        self.lines.put(line)

    def answer(self):
        """The next record that comes out; `Died` if none does in time."""
        try:
            line = self.answers.get(timeout=self.seconds)
        except queue.Empty:
            line, slow = None, True
        else:
            slow = False
        # What a process that is being killed leaves behind is half a line.
        if line is None or not line.endswith(b"\n"):
            raise Died(self.end(slow))
        return json.loads(line)

    def end(self, slow=False):
        """Ends it, whatever it does; says how it ended."""
        self.lines.put(None)
        if slow:
            self.child.kill()
        try:
            code = self.child.wait(self.seconds)
        except subprocess.TimeoutExpired:
            self.child.kill()
            code = self.child.wait()
        for thread in self.threads:
            thread.join(self.seconds)
        self.log.seek(0)
        said = self.log.read()[-2000:].decode("utf-8", "replace").strip()
        self.log.close()
        how = f"no answer in {self.seconds} s" if slow else f"signal {-code}" if code < 0 else f"exit code {code}"
        return f"{how}: {said}" if said else how

    def _feed(self):
        try:
            while (line := self.lines.get()) is not None:
                self.child.stdin.write(line.encode() + b"\n")
                if self.lines.empty():
                    self.child.stdin.flush()
        except OSError:
            pass  # It has died, as the end of its answers will say.
        finally:
            try:
                self.child.stdin.close()
            except OSError:
                pass

    def _read(self):
        for line in self.child.stdout:
            self.answers.put(line)
        self.child.stdout.close()
        self.answers.put(None)


class Filter:
    """Takes records through `pressroom stream`, in their order, with a new process where one dies."""

    def __init__(self, command, cores, seconds):
        self.command, self.most, self.seconds = command, ON_THEIR_WAY * cores, seconds
        self.process = Process(command, seconds)
        self.editions = self.process.editions

    def run(self, records):
        """`records` are pairs of an id, which may be `None`, and a line. Yields each id with its answers."""
        records, sent = iter(records), collections.deque()
        while True:
            for record in itertools.islice(records, self.most - len(sent)):
                self.process.send(record[1])
                sent.append(record)
            if not sent:
                break
            try:
                answers = self.answers()
            except Died:
                # It was one of these. Each goes alone now, and the one that a process dies of again is found.
                yield from ((record, self.alone(record)) for record in sent)
                sent.clear()
            else:
                yield sent.popleft(), answers
        self.process.end()

    def alone(self, record):
        """The answers to a record that is alone with its process."""
        if self.process.child.poll() is not None:
            self.process = Process(self.command, self.seconds)
        try:
            self.process.send(record[1])
            return self.answers()
        except Died as death:
            self.process = Process(self.command, self.seconds)
            return self.failed(record[0], f"the process died of it twice ({death})")

    def answers(self):
        """The answers to the next record: one for each edition, or one in all where the line is no record."""
        answers = [self.process.answer()]
        if answers[0]["edition"] is not None:
            answers += [self.process.answer() for _ in self.editions[1:]]
        return answers

    def failed(self, name, message):
        """The answers to a record that can't be made."""
        place = {"line": 1, "column": 1}
        finding = {"file": name or "", **place, "end": place, "code": "internal", "severity": "error"}
        found = [finding | {"message": message, "help": None, "edition": []}]
        answer = {"id": name, "status": "failed", "slug": None, "files": []}
        return [
            answer | {"edition": edition, "diagnostics": [] if at else found}
            for at, edition in enumerate(self.editions if name is not None else [None])
        ]


def explainer(name, content, pictures):
    """The record of a file. As when Pressroom reads it, what is no UTF-8 becomes U+FFFD."""
    record = {"id": name, "markdown": content.decode("utf-8", "replace")}
    if pictures and "/" in name:
        record["base"] = name.rpartition("/")[0]
    return json.dumps(record, ensure_ascii=False)


def hashed(text):
    return hashlib.sha256(text.encode()).hexdigest()


def keyed(line):
    """A line with what it is divided and sorted by: its id, which is empty where it has none, and its hash."""
    try:
        name = json.loads(line)["id"]
        hashed(name)
    except (ValueError, RecursionError, TypeError, KeyError, AttributeError):
        name = ""
    return (name, hashed(line)), line


def place(key, parts):
    """The part of a record: a hash that is the same on all machines."""
    return int(hashed(key[0] or key[1])[:15], 16) % parts


def distinct(pairs):
    """Yields each id, `None` where there is none, with its lines that differ. `pairs` are sorted."""
    for name, group in itertools.groupby(pairs, key=lambda pair: pair[0][0]):
        if name:
            yield name, list(dict(group).values())
        else:
            yield from ((None, [line]) for _, line in group)


def made(part, pairs, command, seconds, ending):
    """Yields what comes out for the records of a part, as lines."""
    first = next(pairs, None)
    if first is None:
        return
    pairs = itertools.chain([first], pairs)
    cores = TaskContext.get().cpus()
    stream = Filter([*command, "--jobs", str(cores)], cores, seconds)
    several = []  # Ids that are not unique, which have no way through the process.

    def unique():
        for name, lines in distinct(pairs):
            if len(lines) == 1:
                yield name, lines[0]
            else:
                several.append((name, len(lines)))

    def refused():
        while several:
            name, count = several.pop()
            yield (name, None), stream.failed(name, f"{count} records that differ have this id")

    try:
        for (name, line), answers in itertools.chain(stream.run(unique()), refused()):
            for answer in answers:
                # The number of a line says nothing here; how the line begins says which it was.
                answer.pop("line", None)
                answer |= {"id": name, "part": f"part-{part:05}{ending}"}
                yield json.dumps(answer | ({} if name else {"record": line[:200]}), ensure_ascii=False)
    finally:
        stream.process.child.kill()


def entries(lines):
    """Yields what the manifest says of each record of a part."""
    for line in lines:
        record = json.loads(line)
        files = [{"path": file["path"], **content(file)} for file in record["files"]]
        yield {key: record[key] for key in ("id", "edition", "status", "part")} | {"files": files}


def content(file):
    """The hash of a file, or the edition that has it."""
    if "in" in file:
        return {"in": file["in"]}
    data = file["text"].encode() if "text" in file else base64.b64decode(file["base64"])
    return {"sha256": hashlib.sha256(data).hexdigest()}


class Disk:
    """The file system of a URL, which the driver asks of the cluster."""

    def __init__(self, spark, url):
        self.path = spark._jvm.org.apache.hadoop.fs.Path(url)
        self.system = self.path.getFileSystem(spark._jsc.hadoopConfiguration())
        self.Path = spark._jvm.org.apache.hadoop.fs.Path

    def exists(self):
        return self.system.exists(self.path)

    def found(self):
        """Whether a pattern is the name of anything."""
        return bool(self.system.globStatus(self.path))

    def write(self, name, pieces):
        """Writes a file as a whole: it has its name only when all of it is there."""
        staged, target = self.Path(self.path, f"_{name}"), self.Path(self.path, name)
        file = self.system.create(staged, True)
        for piece in pieces:
            file.write(bytearray(piece.encode()))
        file.close()
        if not self.system.rename(staged, target):
            raise OSError(f"{name} can't be given its name")


def lines_of(spark, url, pictures):
    """The records of an input."""
    lines = re.search(r"\.(ndjson|jsonl)(\.gz)?$", url)
    pattern = url if lines or url.endswith(".md") else url.rstrip("/") + "/*.md"
    if not Disk(spark, pattern).found():
        raise Refused(f"there is no {pattern}")
    if lines:
        return spark.textFile(pattern).filter(str.strip)
    # Ids begin where the pattern does, or with the name of the file.
    start = min((pattern.find(mark) for mark in "*?[{" if mark in pattern), default=len(pattern))
    fixed = pattern[: pattern.rfind("/", 0, start) + 1]
    # Spark names files by their whole URLs.
    whole = Disk(spark, fixed or ".")
    folder = whole.system.makeQualified(whole.path).toUri().getPath().rstrip("/") + "/"

    def record(file):
        path = re.sub(r"^[a-z0-9+.-]+:(//[^/]*)?", "", file[0], flags=re.IGNORECASE)
        return explainer(path.removeprefix(folder).removesuffix(".md"), file[1], pictures)

    return spark.binaryFiles(pattern, spark.defaultParallelism).map(record)


def manifest(rows, count):
    """Yields the manifest in pieces, and counts by status in `count`."""
    yield f'{{"format": "{FORMAT}", "records": ['
    mark = ""
    while some := list(itertools.islice(rows, 1000)):
        count.update(row["status"] for row in some)
        yield mark + ",".join("\n" + json.dumps(row, ensure_ascii=False) for row in some)
        mark = ","
    yield "\n], " + json.dumps({"statuses": dict(sorted(count.items()))})[1:] + "\n"


def main(asked, rest):
    spark = SparkContext(conf=SparkConf().setAppName("pressroom"))
    out = Disk(spark, asked.out)
    if out.exists():
        raise Refused(f"{asked.out} is there already; name a folder that is not")
    command = [asked.pressroom, "stream", "--to", asked.to, *rest]
    pictures, seconds, parts = "--pictures" in rest, asked.timeout, asked.parts or 4 * spark.defaultParallelism
    ending = ".gz" if asked.gzip else ""
    began = time.monotonic()
    lines = spark.union([lines_of(spark, url, pictures) for url in asked.input])
    divided = lines.map(keyed).repartitionAndSortWithinPartitions(parts, lambda key: place(key, parts))
    done = divided.mapPartitionsWithIndex(lambda part, pairs: made(part, pairs, command, seconds, ending))
    done.saveAsTextFile(asked.out, "org.apache.hadoop.io.compress.GzipCodec" if asked.gzip else None)
    took = time.monotonic() - began
    # Of what is there, not of what was meant to be.
    rows = spark.textFile(asked.out.rstrip("/") + "/part-*").mapPartitions(entries)
    count = collections.Counter()
    out.write("manifest.json", manifest(rows.toLocalIterator(prefetchPartitions=True), count))
    print(", ".join(f"{number} {status}" for status, number in sorted(count.items())) or "no records", end="")
    print(f" in {parts} parts; made in {took:.1f} s with {spark.defaultParallelism} cores", flush=True)
    spark.stop()
    return 1 if count["failed"] else 0


def arguments():
    """What was asked for, and what goes on to `pressroom stream`."""
    parser = argparse.ArgumentParser(description="pressroom stream under Apache Spark")
    parser.add_argument("input", nargs="+", metavar="INPUT", help="a folder, *.md or *.ndjson")
    parser.add_argument("--out", required=True, help="the folder that is made")
    parser.add_argument("--to", required=True, metavar="LIST", help="the editions")
    parser.add_argument("--pressroom", default="pressroom", help="the program, on each machine")
    parser.add_argument("--parts", type=int, help="how many parts; else four for each core")
    parser.add_argument("--timeout", type=float, default=600, help="seconds that a process may take for an answer")
    parser.add_argument("--gzip", action="store_true", help="compress the parts")
    given = sys.argv[1:]
    own, rest = (given[: given.index("--")], given[given.index("--") + 1 :]) if "--" in given else (given, [])
    for name in ("--out", "--unordered", "--jobs", "--to"):
        if any(word == name or word.startswith(name + "=") for word in rest):
            parser.error(f"{name} can't go on to pressroom stream")
    return parser.parse_args(own), rest


if __name__ == "__main__":
    asked = arguments()
    try:
        code = main(*asked)
    except Refused as refusal:
        print(refusal, file=sys.stderr)
        code = 2
    except Exception:  # Python's own code for these is that of a record.
        traceback.print_exc()
        code = 2
    sys.exit(code)
