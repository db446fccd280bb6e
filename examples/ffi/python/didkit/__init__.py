"""What ``didkit`` offered, on top of microcred: put this in its place, and code that called it goes on.

Everything that was awaited can be awaited, and everything that was not need not be. A credential that does not hold is not an
exception, as with didkit: it is in ``errors``. A text that is no JSON is a ``ValueError``; whatever else cannot be done is a
``DIDKitException`` with the reason.

What is different stands in ``docs/embedding.md`` of microcred, under "Coming from didkit".
"""

from __future__ import annotations

import base64
import json
from datetime import datetime
from typing import Any, Generator, Mapping, Optional, Sequence

import microcred

__all__ = [
    "DIDKitException",
    "did_auth",
    "generate_ed25519_key",
    "get_version",
    "issue_credential",
    "issue_presentation",
    "key_to_did",
    "key_to_verification_method",
    "resolve_did",
    "verify_credential",
    "verify_presentation",
]

#: Options that say what is so anyway, or that are read here.
_KNOWN = {"type", "proofFormat", "proofPurpose", "verificationMethod", "challenge", "domain", "checks", "created", "expires"}


class DIDKitException(Exception):
    """Something could not be done."""


class _Text(str):
    """A text that can also be awaited."""

    def __await__(self) -> Generator[Any, None, str]:
        return str(self)
        yield  # so that this is a generator


_engine: Optional[microcred.Engine] = None


def _default() -> microcred.Engine:
    global _engine
    if _engine is None:
        _engine = microcred.Engine()
    return _engine


def configure(**settings: Any) -> None:
    """What is known besides: ``resources``, ``contexts``, ``anchors``, ``policy``, or ``fetch`` with ``offline=False``."""
    global _engine
    _engine = microcred.Engine(**settings)


def _parsed(text: str, what: str) -> Any:
    try:
        value = json.loads(text)
    except (TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"{what}: {error}") from None
    if not isinstance(value, dict):
        raise ValueError(f"{what}: this is no object")
    return value


def _options(text: str) -> Mapping[str, Any]:
    options = _parsed(text, "proof options")
    unknown = set(options) - _KNOWN
    if unknown:
        raise DIDKitException(f"the option {sorted(unknown)[0]} is not known here")
    return options


def _named(key: Mapping[str, Any], options: Mapping[str, Any]) -> Mapping[str, Any]:
    """The key under the verification method that the options name."""
    method = options.get("verificationMethod")
    return {**key, "kid": method} if method else {name: value for name, value in key.items() if name != "kid"}


def _suite(document: Mapping[str, Any], key: Mapping[str, Any], options: Mapping[str, Any]) -> Optional[str]:
    if options.get("proofFormat", "ldp") == "jwt":
        return "vc-jwt" if "credentialSubject" in document else "vc+jwt"
    if options.get("proofFormat", "ldp") != "ldp":
        raise DIDKitException(f"the proof format {options['proofFormat']} is not known here")
    if options.get("type") == "DataIntegrityProof":
        return None
    if options.get("type"):
        return options["type"]
    contexts = document.get("@context", [])
    first = contexts if isinstance(contexts, str) else (contexts or [""])[0]
    # What wallets for the older data model read.
    older = first == "https://www.w3.org/2018/credentials/v1"
    return "Ed25519Signature2020" if older and key.get("crv") == "Ed25519" else None


def _in_order(document: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same with its contexts in the order that is believed: the data model, learner records, badges, then the rest."""
    contexts = document.get("@context")
    if not isinstance(contexts, list):
        return document

    def rank(context: Any) -> int:
        if context in ("https://www.w3.org/2018/credentials/v1", "https://www.w3.org/ns/credentials/v2"):
            return 0
        rooms = ("https://purl.imsglobal.org/spec/clr/", "https://purl.imsglobal.org/spec/ob/v3p0/context")
        return next((at + 1 for at, room in enumerate(rooms) if str(context).startswith(room)), 3)

    return {**document, "@context": sorted(contexts, key=rank)}


def _signed(document: Mapping[str, Any], key: Mapping[str, Any], options: Mapping[str, Any], purpose: str) -> _Text:
    if options.get("proofPurpose", purpose) != purpose:
        raise DIDKitException(f"the proof purpose is {purpose} here")
    if "created" in options:
        raise DIDKitException("a proof is created now: leave `created` out")
    more = {name: options[name] for name in ("challenge", "domain", "expires") if name in options}
    try:
        suite = _suite(document, key, options)
        signed = _default().issue(_in_order(document), _named(key, options), suite=suite, **more)
    except microcred.Error as error:
        raise DIDKitException(str(error)) from error
    if not signed.startswith("{"):
        return _Text(signed)
    # A single proof stood by itself. No proof signs how it stands in the document.
    secured = json.loads(signed)
    if isinstance(secured["proof"], list) and len(secured["proof"]) == 1:
        secured["proof"] = secured["proof"][0]
    return _Text(json.dumps(secured, ensure_ascii=False, separators=(",", ":")))


def get_version() -> str:
    """The version of the library."""
    return microcred.info()["version"]


def generate_ed25519_key() -> _Text:
    """A private key as a JWK."""
    key = _default().keygen("ed25519")["privateKeyJwk"]
    key.pop("kid", None)
    return _Text(json.dumps(key))


def _identity(method_pattern: str, jwk: str) -> Mapping[str, str]:
    key = _parsed(jwk, "key")
    if method_pattern != "key":
        raise DIDKitException(f"of the DIDs that are made from a key, only did:key is, not did:{method_pattern}")
    # The DID is in what the key signs.
    unsigned = {"@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiablePresentation"]}
    method = json.loads(_signed(unsigned, key, {}, "authentication"))["proof"]["verificationMethod"]
    return {"did": method.partition("#")[0], "method": method}


def key_to_did(method_pattern: str, jwk: str) -> _Text:
    """The did:key of a key."""
    return _Text(_identity(method_pattern, jwk)["did"])


def key_to_verification_method(method_pattern: str, jwk: str) -> _Text:
    """The verification method of its did:key."""
    return _Text(_identity(method_pattern, jwk)["method"])


def issue_credential(credential: str, proof_options: str, key: str) -> _Text:
    """The credential with a proof, as a text."""
    options = _options(proof_options)
    return _signed(_parsed(credential, "credential"), _parsed(key, "key"), options, "assertionMethod")


def issue_presentation(presentation: str, proof_options: str, key: str) -> _Text:
    """The presentation with a proof, as a text."""
    options = _options(proof_options)
    return _signed(_parsed(presentation, "presentation"), _parsed(key, "key"), options, "authentication")


def did_auth(did: str, options: str, key: str) -> _Text:
    """A presentation of nothing, which shows that somebody has the key of a DID."""
    presentation = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "holder": did,
    }
    return issue_presentation(json.dumps(presentation), options, key)


#: What didkit says where no proof is what the options ask for.
_NO_PROOF = "No applicable proof"

_CREDENTIAL, _PRESENTATION = "VerifiableCredential", "VerifiablePresentation"


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _token(text: str) -> Sequence[Mapping[str, Any]]:
    """Header and claims of a token."""
    try:
        parts = [base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)) for part in text.split(".")[:2]]
        header, claims = (_parsed(part.decode(), "token") for part in parts)
    except ValueError:
        raise ValueError("document: this is neither JSON nor a token") from None
    return header, claims


def _types(document: Mapping[str, Any]) -> set[str]:
    """Of what is secured: in a token, in the claim that holds it, or in the claims themselves. An envelope is named for what is in it."""
    held = next((document[claim] for claim in ("vc", "vp") if isinstance(document.get(claim), dict)), document)
    return {str(name).replace("Enveloped", "", 1) for name in _listed(held.get("type"))}


def _no_later(time: Any, than: Any) -> bool:
    """Whether a proof was made by then; as with didkit, one that does not say when was not."""
    try:
        made, by = (datetime.fromisoformat(str(moment).replace("Z", "+00:00").replace("z", "+00:00")) for moment in (time, than))
        return made <= by
    except (TypeError, ValueError):
        return False


def _is_asked(proof: Mapping[str, Any], options: Mapping[str, Any]) -> bool:
    """Whether a proof is one of those that the options are about."""
    if "type" in options and options["type"] not in (proof.get("type"), proof.get("cryptosuite")):
        return False
    if "created" in options and not _no_later(proof.get("created"), options["created"]):
        return False
    return all(proof.get(name) == options[name] for name in ("verificationMethod", "proofPurpose") if name in options)


def _asked(text: str, document: Mapping[str, Any], options: Mapping[str, Any], purpose: str) -> Sequence[str]:
    """Where the proofs stand that the options are about."""
    if text.startswith("{"):
        proofs = document.get("proof")
        at = (lambda index: f"/proof/{index}") if isinstance(proofs, list) else (lambda _: "/proof")
        kept = enumerate(_listed(proofs))
        return [at(index) for index, proof in kept if isinstance(proof, dict) and _is_asked(proof, options)]
    header, claims = _token(text)
    # A token has neither a type nor a purpose of its own.
    fits = options.get("verificationMethod") in (None, header.get("kid")) and options.get("proofPurpose") in (None, purpose)
    if "created" in options:
        begins = claims.get("nbf")
        by = datetime.fromisoformat(str(options["created"]).replace("Z", "+00:00")).timestamp()
        fits = fits and (not isinstance(begins, (int, float)) or begins <= by)
    return [""] if fits else []


def _verified(document: str, proof_options: str, kind: str, purpose: str) -> _Text:
    options = _options(proof_options)
    text = document.strip()
    is_json = options.get("proofFormat", "ldp") == "ldp" or text.startswith("{")
    secured = _parsed(text, "document") if is_json else _token(text)[1]
    wanted = set(options.get("checks", ["proof"]))
    unknown = wanted - {"proof", "JWS", "credentialStatus", "status"}
    if unknown:
        raise DIDKitException(f"the check {sorted(map(str, unknown))[0]} is not known here; ask for proof or credentialStatus")
    # As didkit has it: only what is asked for is checked, and by default that is the proof, with all that it covers.
    checks, warnings, errors = ["proof"], [], []
    if "credentialStatus" in wanted or "status" in wanted:
        checks.append("credentialStatus")

    def told() -> _Text:
        return _Text(json.dumps({"checks": checks, "warnings": warnings, "errors": errors}, separators=(",", ":")))

    if _types(secured) & {_CREDENTIAL, _PRESENTATION} != {kind}:
        errors.append(f"this is no {kind}")
        return told()
    filters = {name for name in ("type", "created", "verificationMethod", "proofPurpose") if name in options}
    proofs = _asked(text, secured, options, purpose) if filters else []
    if filters and not proofs:
        errors.append(_NO_PROOF)
        return told()
    asked = {name: options[name] for name in ("challenge", "domain") if name in options}
    try:
        # A badge that is authentic and not made as Open Badges 3.0 says is one with warnings.
        report = _default().verify(text, policy="lenient", **asked)
    except microcred.Error as error:
        raise DIDKitException(str(error)) from error
    for check in report["checks"]:
        if check["status"] in ("pass", "not_applicable", "not_run"):
            continue
        line = ": ".join(part for part in (check["code"], check["message"], check.get("detail", "")) if part)
        is_asked = check["group"] != "status" or len(checks) > 1
        (errors if check["status"] != "warn" and is_asked else warnings).append(line)
    # One proof may hold where another was asked for.
    held = {check["pointer"] for check in report["checks"] if (check["id"], check["status"]) == ("proof.signature", "pass")}
    if filters and not errors and not held & set(proofs):
        errors.append(_NO_PROOF)
    return told()


def verify_credential(credential: str, proof_options: str) -> _Text:
    """``{"checks": […], "warnings": […], "errors": […]}`` as a text; no errors, and it holds.

    ``verificationMethod``, ``proofPurpose``, ``type`` and ``created`` say which proofs count: if there is none such, it does not hold.
    """
    return _verified(credential, proof_options, _CREDENTIAL, "assertionMethod")


def verify_presentation(presentation: str, proof_options: str) -> _Text:
    """The same for a presentation and all that is in it."""
    return _verified(presentation, proof_options, _PRESENTATION, "authentication")


def resolve_did(did: str, input_metadata: str) -> _Text:
    """The document of a DID, as a text."""
    _parsed(input_metadata, "input metadata")
    try:
        return _Text(json.dumps(_default().call("did_resolve", id=did)["document"]))
    except microcred.Error as error:
        raise DIDKitException(str(error)) from error
