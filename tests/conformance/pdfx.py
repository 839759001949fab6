#!/usr/bin/env python3
"""Checks files for the press against the rules of PDF/X-4 (ISO 15930-7:2010) and of Pressroom: black text only.

    pdfx.py FILE...

Prints a line of JSON for each file: {"file": ..., "errors": [...]}. No independent judge of PDF/X can be had from a
package; these rules are read off the file with pypdf and know nothing of how Pressroom made it.
"""

import json
import re
import sys

import pypdf
from pypdf.generic import ArrayObject, ContentStream, NameObject, StreamObject

FONT_FILES = ("/FontFile", "/FontFile2", "/FontFile3")
IN_XMP = ("dc:title", "xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate", "xmpMM:DocumentID",
          "xmpMM:RenditionClass", "xmpMM:VersionID", "http://www.npes.org/pdfx/ns/id/")


class Check:
    def __init__(self, file):
        self.errors = []
        self.reader = pypdf.PdfReader(file)
        self.root = self.reader.trailer["/Root"]
        self.document()
        for number, page in enumerate(self.reader.pages, 1):
            self.page(page, f"page {number}")
        self.fonts()

    def need(self, holds, message):
        if not holds and message not in self.errors:
            self.errors.append(message)

    def document(self):
        trailer, root = self.reader.trailer, self.root
        self.need(not self.reader.is_encrypted, "it is encrypted")
        self.need("/ID" in trailer, "the trailer has no ID")
        self.need(self.reader.pdf_header in ("%PDF-1.4", "%PDF-1.5", "%PDF-1.6"), f"version {self.reader.pdf_header}")
        xmp = root["/Metadata"].get_object().get_data().decode("utf-8") if "/Metadata" in root else ""
        self.need(re.search(r"GTS_PDFXVersion>PDF/X-4<", xmp), "the metadata does not say PDF/X-4")
        for name in IN_XMP:
            self.need(name in xmp, f"the metadata lacks {name}")
        info = trailer["/Info"].get_object()
        self.need(info.get("/Trapped") in ("/True", "/False"), "Trapped is neither true nor false")
        for key, name in (("/CreationDate", "CreateDate"), ("/ModDate", "ModifyDate")):
            stated = re.sub(r"\D", "", str(info.get(key, "")))[:14]
            found = re.search(rf"<xmp:{name}>([^<]*)<", xmp)
            self.need(found and stated == re.sub(r"\D", "", found[1])[:14], f"{key} and xmp:{name} differ")
        intents = [each.get_object() for each in root.get("/OutputIntents", [])]
        intents = [each for each in intents if each.get("/S") == "/GTS_PDFX"]
        self.need(len(intents) == 1, f"{len(intents)} output intents of PDF/X")
        for intent in intents:
            self.need(intent.get("/OutputConditionIdentifier"), "the output intent names no condition")
            profile = intent.get("/DestOutputProfile")
            data = profile.get_object().get_data() if profile else b""
            good = data[36:40] == b"acsp" and data[12:16] == b"prtr" and data[16:20] == b"CMYK"
            self.need(good, "the output profile is not one of a CMYK press")
            self.need(profile and profile.get_object()["/N"] == 4, "the output profile's N is not 4")
        for key in ("/AA", "/OpenAction", "/AcroForm", "/Encrypt"):
            self.need(key not in root, f"the catalog has {key}")
        names = root.get("/Names", {})
        self.need("/JavaScript" not in names and "/EmbeddedFiles" not in names, "scripts or files within")

    def page(self, page, where):
        boxes = {}
        for name in ("/MediaBox", "/BleedBox", "/TrimBox"):
            self.need(name in page, f"{where}: no {name}")
            if name in page:
                boxes[name] = [float(side) for side in page[name]]
        for outer, inner in (("/MediaBox", "/BleedBox"), ("/BleedBox", "/TrimBox")):
            if outer in boxes and inner in boxes:
                o, i = boxes[outer], boxes[inner]
                nested = o[0] <= i[0] + 0.01 and o[1] <= i[1] + 0.01 and o[2] >= i[2] - 0.01 and o[3] >= i[3] - 0.01
                self.need(nested, f"{where}: {inner} reaches out of {outer}")
        self.need("/ArtBox" not in page, f"{where}: both TrimBox and ArtBox")
        self.need(not page.get("/Annots"), f"{where}: annotations")
        self.need("/AA" not in page, f"{where}: actions")
        self.group(page, where)
        if page.get_contents() is not None:
            self.content(page.get_contents(), page.get("/Resources", {}), where)

    def group(self, holder, where):
        group = holder.get("/Group")
        if group is not None:
            space = group.get_object().get("/CS")
            self.need(space in (None, "/DeviceCMYK", "/DeviceGray"), f"{where}: a group in {space}")

    def content(self, stream, resources, where):
        resources = resources.get_object()
        for operands, operator in ContentStream(stream, self.reader).operations:
            if operator in (b"rg", b"RG"):
                self.need(False, f"{where}: paints in DeviceRGB")
            elif operator in (b"k", b"K"):
                self.need(all(float(ink) == 0 for ink in operands[:3]), f"{where}: paints with coloured ink {operands}")
            elif operator == b"INLINE IMAGE":
                self.need(False, f"{where}: an inline image")
        for kind in ("/ColorSpace", "/ExtGState", "/XObject", "/Pattern"):
            for name, thing in (resources.get(kind) or {}).items():
                self.resource(kind, thing.get_object(), f"{where}{name}")

    def resource(self, kind, thing, where):
        if kind == "/ColorSpace":
            self.space(thing, where)
        elif kind == "/ExtGState":
            self.need("/TR" not in thing and "/HTP" not in thing, f"{where}: transfer functions")
        elif thing.get("/Subtype") == "/Image":
            self.space(thing.get("/ColorSpace"), where)
        elif thing.get("/Subtype") == "/Form":
            self.group(thing, where)
            self.content(thing, thing.get("/Resources", {}), where)
        elif isinstance(thing, StreamObject):
            self.content(thing, thing.get("/Resources", {}), where)

    def space(self, space, where):
        space = space.get_object() if space is not None else None
        if isinstance(space, NameObject):
            self.need(space in ("/DeviceCMYK", "/DeviceGray", "/Pattern"), f"{where}: {space}")
        elif isinstance(space, ArrayObject):
            if space[0] == "/Indexed":
                self.space(space[1], where)
            elif space[0] == "/Separation":
                self.space(space[2], where)
            else:
                self.need(space[0] in ("/ICCBased", "/Pattern"), f"{where}: {space[0]}")

    def fonts(self):
        for number in range(1, int(self.reader.trailer["/Size"])):
            try:
                thing = self.reader.get_object(number)
            except Exception:
                continue
            if not isinstance(thing, dict) or thing.get("/Type") != "/Font" or thing.get("/Subtype") == "/Type0":
                continue
            descriptor = (thing.get("/FontDescriptor") or {})
            descriptor = descriptor.get_object() if descriptor else {}
            within = thing.get("/Subtype") == "/Type3" or any(key in descriptor for key in FONT_FILES)
            self.need(within, f"the font {thing.get('/BaseFont')} is not in the file")


for file in sys.argv[1:]:
    try:
        errors = Check(file).errors
    except Exception as error:  # A file that can't be read is no file for a press.
        errors = [f"it can't be read: {error!r}"]
    print(json.dumps({"file": file, "errors": errors[:20]}), flush=True)
