"""openbadgeslib for the page of benchmarks: one JSON request a line, one JSON answer a line. It repeats an operation for so many
milliseconds, from text to verdict or from text to text, and answers with its shortest and middle durations in microseconds."""
import json
import platform
import sys
import time
from importlib.metadata import version

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from openbadgeslib.ob3 import OB3LdpSigner, OB3LdpVerifier, OpenBadgeCredential


def answer(request):
    if request["do"] == "versions":
        return {"python": platform.python_version(), **{name: version(name) for name in ("openbadgeslib", "PyLD", "cryptography")}}
    document = request["document"]
    if request["do"] == "issue":
        signer = OB3LdpSigner(pem(bytes.fromhex(request["key"]["seed"])))
        return measure(lambda: signer.sign_to_json(OpenBadgeCredential.from_vc_document(json.loads(document))), request["for"])
    verifier = OB3LdpVerifier.for_issuer_did(request["issuer"])
    return measure(lambda: verifier.verify(document), request["for"])


def pem(seed):
    return Ed25519PrivateKey.from_private_bytes(seed).private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()).decode()


def measure(operation, milliseconds):
    durations = []
    end = time.perf_counter() + milliseconds / 1000
    while True:
        start = time.perf_counter()
        operation()
        durations.append((time.perf_counter() - start) * 1e6)
        if time.perf_counter() >= end:
            break
    durations.sort()
    return {"shortest": durations[0], "middle": durations[len(durations) // 2]}


for line in sys.stdin:
    try:
        reply = {"ok": answer(json.loads(line))}
    except Exception as error:  # whatever it is, it is the answer
        reply = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(reply), flush=True)
