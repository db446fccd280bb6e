"""The calls that Open edX makes to didkit, in its order and with the documents that it makes, get the shapes that it expects.

In Open edX (openedx/credentials, credentials/apps/verifiable_credentials): generate_issuer_credentials calls without awaiting;
issuance/utils.py awaits everything; issuance/main.py signs with {"type": "Ed25519Signature2020"}, verifies what it signed with {}, parses
it, and catches DIDKitException and ValueError.
"""

import asyncio
import gzip
import base64
import json
import unittest

import didkit

ISSUED = "2026-06-15T10:00:00Z"
CONTEXTS = ["https://www.w3.org/2018/credentials/v1", "https://w3id.org/security/suites/ed25519-2020/v1"]
STATUS = "https://w3id.org/vc/status-list/2021/v1"
LIST = "https://credentials.example.org/verifiable_credentials/api/v1/status-list/2021/v1/issuer"


def envelope(issuer, contexts, types):
    return {
        "@context": [*CONTEXTS, *contexts],
        "type": ["VerifiableCredential", *types],
        "issuer": {"id": issuer, "type": "Profile", "name": "Example University"},
        "issued": ISSUED,
        "issuanceDate": ISSUED,
        "validFrom": ISSUED,
    }


def open_badge(issuer):
    return envelope(
        issuer, [STATUS, "https://purl.imsglobal.org/spec/ob/v3p0/context.json"], ["OpenBadgeCredential"]
    ) | {
        "id": "urn:uuid:b1f0a9a4-0f1c-4a67-9d0e-2f4d4b1f3f4e",
        "name": "Program certificate for passing a program Green skills",
        "credentialStatus": {
            "id": f"{LIST}#7",
            "type": "StatusList2021Entry",
            "statusPurpose": "revocation",
            "statusListIndex": "7",
            "statusListCredential": LIST,
        },
        "credentialSubject": {
            "id": "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
            "type": "AchievementSubject",
            "name": "Ana Silva",
            "achievement": {
                "id": "urn:uuid:0c0a7c4e-6f1a-4a0b-8f5a-6a2e9d0c4b11",
                "type": "Achievement",
                "name": "Program certificate",
                "description": "Program certificate is granted on program Green skills completion.",
                "criteria": {"narrative": "Ana Silva successfully completed a program."},
            },
        },
    }


def status_list(issuer):
    sequence = bytearray(16384)
    return envelope(issuer, [STATUS], ["StatusList2021Credential"]) | {
        "id": LIST,
        "issuer": {"id": issuer},
        "credentialSubject": {
            "id": f"{LIST}#list",
            "type": "StatusList2021",
            "statusPurpose": "revocation",
            "encodedList": base64.b64encode(gzip.compress(sequence)).decode(),
        },
    }


class OpenEdx(unittest.TestCase):
    def test_its_calls_in_order(self):
        # The management command, which awaits nothing.
        key = didkit.generate_ed25519_key()
        did = didkit.key_to_did(jwk=key, method_pattern="key")
        self.assertTrue(isinstance(key, str) and json.loads(key)["kty"] == "OKP")
        self.assertTrue(did.startswith("did:key:z6Mk"))
        asyncio.run(self.issuance(str(key), str(did)))

    async def issuance(self, key, did):
        self.assertEqual(await didkit.key_to_did(jwk=key, method_pattern="key"), did)
        self.assertIsInstance(await didkit.generate_ed25519_key(), str)
        for document in (open_badge(did), status_list(did)):
            with self.subTest(types=document["type"]):
                composed = json.dumps(document)
                signed = await didkit.issue_credential(composed, json.dumps({"type": "Ed25519Signature2020"}), key)
                self.assertIs(type(signed), str)
                result = await didkit.verify_credential(signed, json.dumps({}))
                self.assertIs(type(result), str)
                result = json.loads(result)
                self.assertEqual((result["checks"], result["errors"]), (["proof"], []))
                self.assertIsInstance(result["warnings"], list)
                badge = json.loads(signed)
                contexts = badge.pop("@context")
                self.assertEqual(sorted(contexts), sorted(document.pop("@context")), "none is added")
                self.assertEqual({name: badge[name] for name in document}, document, "nothing of it is changed")
                self.assertEqual(badge["proof"]["type"], "Ed25519Signature2020")
                self.assertEqual(badge["proof"]["proofPurpose"], "assertionMethod")
                self.assertEqual(badge["proof"]["verificationMethod"], f"{did}#{did.removeprefix('did:key:')}")

    def test_a_bad_credential_is_in_the_errors(self):
        key = didkit.generate_ed25519_key()
        did = didkit.key_to_did("key", key)
        signed = didkit.issue_credential(json.dumps(open_badge(did)), '{"type": "Ed25519Signature2020"}', key)
        result = json.loads(didkit.verify_credential(signed.replace("Ana", "Eva"), "{}"))
        self.assertIn("proof.signature.invalid", result["errors"][0])
        with self.assertRaises(didkit.DIDKitException):
            didkit.verify_credential(signed, '{"checks": ["credentialstatus"]}')
        with_status = json.loads(didkit.verify_credential(signed, '{"checks": ["proof", "credentialStatus"]}'))
        self.assertIn("status.", with_status["errors"][0], "what could not be looked up is not in order")

    def test_what_cannot_be_done_is_an_exception(self):
        key = didkit.generate_ed25519_key()
        did = didkit.key_to_did("key", key)
        with self.assertRaises(ValueError):
            didkit.issue_credential("not JSON", "{}", key)
        with self.assertRaises(ValueError):
            didkit.issue_credential(json.dumps(open_badge(did)), "{}", "not a key")
        with self.assertRaises(didkit.DIDKitException) as refused:
            didkit.issue_credential(json.dumps(open_badge("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK")), "{}", key)
        self.assertIn("/issuer", str(refused.exception), "nobody issues in another's name")
        with self.assertRaises(didkit.DIDKitException):
            didkit.key_to_did("tz", key)
        with self.assertRaises(didkit.DIDKitException):
            didkit.resolve_did("did:example:1", "{}")
        self.assertEqual(json.loads(didkit.resolve_did(did, "{}"))["id"], did)

    def test_presentations(self):
        key = didkit.generate_ed25519_key()
        did = didkit.key_to_did("key", key)
        options = json.dumps(
            {
                "proofPurpose": "authentication",
                "verificationMethod": didkit.key_to_verification_method("key", key),
                "challenge": "3b1f",
                "domain": "wallet.example",
            }
        )
        shown = didkit.did_auth(did, options, key)
        asked = '{"challenge": "3b1f", "domain": "wallet.example"}'
        self.assertEqual(json.loads(didkit.verify_presentation(shown, asked))["errors"], [])
        other = '{"challenge": "4c2e", "domain": "wallet.example"}'
        self.assertNotEqual(json.loads(didkit.verify_presentation(shown, other))["errors"], [])
        self.assertEqual(json.loads(didkit.verify_credential(shown, asked))["errors"], ["this is no VerifiableCredential"])

    def test_only_proofs_that_are_asked_for_count(self):
        key = didkit.generate_ed25519_key()
        did = didkit.key_to_did("key", key)
        method = didkit.key_to_verification_method("key", key)
        other = didkit.key_to_verification_method("key", didkit.generate_ed25519_key())
        for form in ("ldp", "jwt"):
            signed = didkit.issue_credential(json.dumps(open_badge(did)), json.dumps({"proofFormat": form}), key)

            def errors(verify=didkit.verify_credential, **options):
                return json.loads(verify(signed, json.dumps({"proofFormat": form, **options})))["errors"]

            with self.subTest(form=form):
                self.assertEqual(errors(verificationMethod=method, proofPurpose="assertionMethod"), [])
                self.assertEqual(errors(created="2199-01-01T00:00:00Z"), [])
                self.assertEqual(errors(verificationMethod=other), ["No applicable proof"])
                self.assertEqual(errors(proofPurpose="authentication"), ["No applicable proof"])
                self.assertEqual(errors(created="2020-01-01T00:00:00Z"), ["No applicable proof"])
                self.assertEqual(errors(didkit.verify_presentation), ["this is no VerifiablePresentation"])
        signed = didkit.issue_credential(json.dumps(open_badge(did)), "{}", key)
        asked = {name: json.loads(didkit.verify_credential(signed, json.dumps({"type": name})))["errors"] for name in (
            "Ed25519Signature2020",
            "RsaSignature2018",
        )}
        self.assertEqual(asked, {"Ed25519Signature2020": [], "RsaSignature2018": ["No applicable proof"]})
        # A proof that was only added does not stand for the one that holds.
        both = json.loads(signed)
        both["proof"] = [both["proof"], {**both["proof"], "verificationMethod": other}]
        added = json.loads(didkit.verify_credential(json.dumps(both), json.dumps({"verificationMethod": other})))
        self.assertNotEqual(added["errors"], [])


if __name__ == "__main__":
    unittest.main()
