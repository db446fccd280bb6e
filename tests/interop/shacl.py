"""Holds European Digital Credentials to the Commission's SHACL shapes: shacl.py SHAPES DOCUMENTS [VERDICTS]

SHAPES is the folder with the shapes and the context edc-ap, DOCUMENTS one with JSON files. The documents are expanded with PyLD, so
that the context is really the one that gives the terms their IRIs; every file passes by itself. A file that is spoilt on purpose has
to fail, so that nothing passes because nothing was looked at. VERDICTS says of each file whether it is to pass, and then that is what is
held to the shapes.
"""
import json
import pathlib
import sys

import rdflib
from pyld import jsonld
from pyshacl import validate

ELM = "http://data.europa.eu/snb/model/elm/"


def loader(shapes):
    """The two contexts, from files alone."""
    here = pathlib.Path(__file__).parent
    bodies = {
        "https://www.w3.org/2018/credentials/v1": here / "../../vocab/contexts/credentials-v1.jsonld",
        "http://data.europa.eu/snb/model/context/edc-ap": shapes / "edc-ap-context.jsonld",
    }

    def load(url, options=None):
        document = json.loads(bodies[url].read_text(encoding="utf-8"))
        return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": document}

    return load


def graph_of(document):
    quads = jsonld.to_rdf(document, {"format": "application/n-quads"})
    graph = rdflib.Graph()
    graph.parse(data=quads, format="nt")
    return graph


def compare(shapes, files, verdicts):
    """How many documents pass and are not to, or the other way round."""
    others = 0
    for file in files:
        document = json.loads(file.read_text(encoding="utf-8"))
        conforms, _, text = validate(graph_of(document), shacl_graph=shapes, inference="none")
        if conforms != verdicts[file.name]:
            others += 1
            print(f"{file.name}: {text}")
    print(f"{len(files)} documents, {others} of them judged otherwise by the shapes")
    return min(others, 1)


def main():
    shapes_folder, documents = map(pathlib.Path, sys.argv[1:3])
    jsonld.set_document_loader(loader(shapes_folder))
    # Each imports what it builds on by an address that is not to be fetched, so they are put together here.
    shapes = rdflib.Graph()
    for file in ("EDC-generic-no-cv.ttl", "EDC-generic-full.ttl"):
        shapes.parse(shapes_folder / file, format="turtle")
    files = sorted(documents.glob("*.json"))
    if len(sys.argv) > 3:
        verdicts = json.loads(pathlib.Path(sys.argv[3]).read_text(encoding="utf-8"))
        sys.exit(compare(shapes, files, verdicts))
    failed = 0
    for file in files:
        document = json.loads(file.read_text(encoding="utf-8"))
        graph = graph_of(document)
        achievements = set(graph.subjects(rdflib.RDF.type, rdflib.URIRef(ELM + "LearningAchievement")))
        conforms, _, text = validate(graph, shacl_graph=shapes, inference="none")
        if not conforms or len(achievements) != 1:
            failed += 1
            print(f"{file.name}: {text}")
    spoilt = json.loads(files[0].read_text(encoding="utf-8"))
    del spoilt["issuer"]["eIDASIdentifier"]
    if validate(graph_of(spoilt), shacl_graph=shapes, inference="none")[0]:
        sys.exit("a document without the issuer's legal identifier passes: the shapes were not applied")
    print(f"{len(files)} documents, {failed} of them refused by the shapes")
    sys.exit(1 if failed else 0)


main()
