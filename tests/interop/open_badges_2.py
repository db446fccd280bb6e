"""Badges of Open Badges 2.0 that openbadgeslib signs and hosts: both sides give one verdict about each, and what is upgraded
and issued here verifies there.

open_badges_2.py MICROCRED WORK
"""
import base64
import json
import pathlib
import subprocess
import sys
from datetime import datetime, timezone

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from openbadgeslib.ob2 import (Assertion, IdentityObject, OB2Signer, OB2VerificationError, OB2Verifier, Verification)
from openbadgeslib.ob3 import OB3LdpVerifier

microcred, work = sys.argv[1], pathlib.Path(sys.argv[2])
CONTEXT = "https://w3id.org/openbadges/v2"
HOST = "https://vet.example"
ASSERTION, CLASS, ISSUER, KEY, LIST = (f"{HOST}/{name}" for name in ("assertion", "class", "issuer", "key", "revoked"))
LEARNER = "ana@example.org"

kinds = {
    "RS256": rsa.generate_private_key(public_exponent=65537, key_size=2048),
    "ES256": ec.generate_private_key(ec.SECP256R1()),
    "EdDSA": ed25519.Ed25519PrivateKey.generate(),
}
stranger = rsa.generate_private_key(public_exponent=65537, key_size=2048)


def secret(key):
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())


def public(key):
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return key.public_key().public_bytes(serialization.Encoding.PEM, form).decode()


def places(key, **changes):
    """What stands at the issuer's addresses; a change of None takes it away."""
    documents = {
        CLASS: {"@context": CONTEXT, "type": "BadgeClass", "id": CLASS, "name": "Green skills", "description": "Audits.",
                "image": f"{HOST}/green.png", "criteria": {"narrative": "Pass."}, "issuer": ISSUER},
        ISSUER: {"@context": CONTEXT, "type": "Issuer", "id": ISSUER, "name": "Example VET", "url": f"{HOST}/",
                 "email": "badges@vet.example", "publicKey": [KEY], "revocationList": LIST},
        KEY: {"@context": CONTEXT, "type": "CryptographicKey", "id": KEY, "owner": ISSUER, "publicKeyPem": public(key)},
        LIST: {"@context": CONTEXT, "type": "RevocationList", "id": LIST, "issuer": ISSUER, "revokedAssertions": []},
    }
    documents.update(changes.get("documents", {}))
    for url, members in changes.get("members", {}).items():
        documents[url] = {**documents[url], **members}
    return {url: json.dumps(document) for url, document in documents.items() if document is not None}


def assertion(kind="SignedBadge", identity=ASSERTION, **more):
    return Assertion(
        id=identity, badge=CLASS, recipient=IdentityObject.create(LEARNER, "Kosher"),
        verification=Verification(type=kind, creator=KEY if kind == "SignedBadge" else None),
        issued_on=datetime(2025, 11, 2, tzinfo=timezone.utc), **more)


def there(badge, documents, **options):
    def download(url):
        if url not in documents:
            raise OB2VerificationError(f"nothing at {url}")
        return documents[url].encode()
    verifier = OB2Verifier(download=download)
    try:
        if badge.startswith("{"):
            verifier.verify_hosted(badge, check_revocation=True, **options)
        else:
            verifier.verify(badge, check_revocation=True, **options)
        return True
    except OB2VerificationError:
        return False


def run(*arguments):
    return subprocess.run([microcred, *map(str, arguments)], capture_output=True, text=True)


def resources(documents):
    named = []
    for number, (url, text) in enumerate(documents.items()):
        file = work / f"resource-{number}.json"
        file.write_text(text)
        named += ["--resource", f"{url}={file}"]
    return named


def here(badge, documents, expected_recipient=None):
    file = work / "badge"
    file.write_text(badge)
    asked = ["--recipient", expected_recipient] if expected_recipient else []
    return run("verify", file, *resources(documents), *asked).returncode == 0


checked = 0


def both(what, wanted, badge, documents, **options):
    global checked
    verdicts = (there(badge, documents, **options), here(badge, documents, **options))
    assert verdicts == (wanted, wanted), f"{what}: there {verdicts[0]}, here {verdicts[1]}, wanted {wanted}"
    checked += 1


def forged(token):
    header, payload, signature = token.split(".")
    claims = json.loads(base64.urlsafe_b64decode(payload + "=="))
    claims["narrative"] = "With distinction."
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
    return ".".join((header, payload, signature))


for algorithm, key in kinds.items():
    sign = OB2Signer(secret(key), algorithm=algorithm).sign
    token = sign(assertion())
    known = places(key)
    both(f"{algorithm}: signed", True, token, known)
    both(f"{algorithm}: changed", False, forged(token), known)
    both(f"{algorithm}: its learner", True, token, known, expected_recipient=LEARNER)
    both(f"{algorithm}: another learner", False, token, known, expected_recipient="eva@example.org")
    both(f"{algorithm}: expired", False, sign(assertion(expires=datetime(2025, 12, 1, tzinfo=timezone.utc))), known)
    both(f"{algorithm}: another key", False, token, places(stranger))
    both(f"{algorithm}: a key that is not listed", False, token, places(key, members={ISSUER: {"publicKey": []}}))
    both(f"{algorithm}: a key of somebody else", False, token, places(key, members={KEY: {"owner": "https://other.example/"}}))
    both(f"{algorithm}: no key", False, token, places(key, documents={KEY: None}))
    for entry in (ASSERTION, {"id": ASSERTION, "revocationReason": "By mistake"}):
        both(f"{algorithm}: withdrawn", False, token, places(key, members={LIST: {"revokedAssertions": [entry]}}))
    both(f"{algorithm}: another withdrawn", True, token, places(key, members={LIST: {"revokedAssertions": ["urn:uuid:1"]}}))

key = kinds["RS256"]
hosted = json.dumps(assertion("HostedBadge").to_dict())


def hosting(identity=ASSERTION, copy=None, **changes):
    badge = json.dumps(assertion("HostedBadge", identity).to_dict())
    return badge, {**places(key, **changes), identity: copy or badge}


def scope(**members):
    return {"members": {ISSUER: {"verification": {"type": "VerificationObject", **members}}}}


both("hosted", True, *hosting())
both("hosted nowhere", False, hosted, places(key))
both("hosted elsewhere", False, *hosting("https://attacker.example/1"))
both("hosted otherwise", False, hosted, {**places(key), ASSERTION: hosted.replace("2025-11-02", "2024-11-02")})
both("within a start", True, *hosting(**scope(startsWith=f"{HOST}/")))
both("outside of a start", False, *hosting(**scope(startsWith=f"{HOST}/b")))
both("a host that begins like another", False, *hosting("https://vet.example.attacker.example/1", **scope(startsWith=HOST)))
both("an allowed origin", True, *hosting("https://badges.example/1", **scope(allowedOrigins=["badges.example"])))
both("an origin below an allowed one", False, *hosting("https://a.badges.example/1", **scope(allowedOrigins=["badges.example"])))

# Upgraded here from what was signed there, issued here, verified there.
secrets = work / "key.json"
report = run("keygen", "--type", "ed25519", "--out", secrets)
assert report.returncode == 0, report.stderr
did = json.loads(secrets.read_text())["kid"].split("#")[0]
old, new, issued = work / "old.jws", work / "new.json", work / "issued.jwt"
old.write_text(OB2Signer(secret(key), algorithm="RS256").sign(assertion(narrative="Audited a school.")))
made = run("convert", old, "--to", "ob3", "--issuer", did, "--out", new, *resources(places(key)))
assert made.returncode == 0 and "verified by nobody" in made.stderr, made.stderr
done = run("issue", new, "--key", secrets, "--suite", "eddsa-rdfc-2022", "--out", issued)
assert done.returncode == 0, done.stderr
assert run("verify", issued).returncode == 0
document = OB3LdpVerifier.for_issuer_did(did).verify(issued.read_text().strip()).to_vc()
identity = document["credentialSubject"]["identifier"][0]
assert identity["identityHash"] == IdentityObject.create(LEARNER, "Kosher").identity and identity["salt"] == "Kosher"
assert document["evidence"][-1]["id"] == ASSERTION
# Its model has one type of evidence.
assert "https://w3id.org/openbadges#Assertion" in json.loads(issued.read_text())["evidence"][-1]["type"]
print(f"open badges 2.0: {checked} verdicts of openbadgeslib and of ours are the same; what it signed was upgraded and issued here, and verifies there")
