"""Describe, issue, bake, verify, stack; a bad badge refused with the reason. MICROCRED_OUT keeps a badge for the other languages."""

import concurrent.futures
import copy
import json
import multiprocessing
import os
import pickle
import threading
import unittest
from pathlib import Path

import microcred

DATA = Path(os.environ.get("MICROCRED_DATA", Path(__file__).resolve().parents[3] / "data"))
DESCRIBED = json.loads((DATA / "micro-credential.json").read_text())
PATHWAY = json.loads((DATA / "pathway.json").read_text())


def accepted(document):
    """In another process."""
    with microcred.Engine() as engine:
        return engine.accept(document)


class Story(unittest.TestCase):
    def setUp(self):
        self.engine = microcred.Engine(policy="strict")
        self.key = self.engine.keygen()
        self.badge = self.engine.issue(DESCRIBED, self.key["privateKeyJwk"], carrier="extended")

    def tearDown(self):
        self.engine.close()

    def test_it_is_described_issued_baked_and_verified(self):
        self.assertTrue(self.engine.call("check", document=DESCRIBED)["passed"])
        image = self.engine.bake(self.badge)
        self.assertEqual(self.engine.unbake(image).decode(), self.badge)
        for document in (self.badge, self.badge.encode(), image):
            report = self.engine.verify(document)
            self.assertEqual((report["outcome"], report["trust"]), ("valid", "issuer_bound"))
        shown = self.engine.accept(image)
        self.assertIn(shown["credentialSubject"]["achievement"]["name"], DESCRIBED["offer"]["title"].values())
        self.assertIn("<html", self.engine.render(self.badge))
        if folder := os.environ.get("MICROCRED_OUT"):
            Path(folder, "python.json").write_text(self.badge)
            Path(folder, "python.svg").write_bytes(image)

    def test_it_is_stacked(self):
        stands = self.engine.evaluate(PATHWAY, [self.badge])
        self.assertFalse(stands["evaluation"]["complete"])
        self.assertIn("ECTS", stands["evaluation"]["way"][0]["words"])
        credentials = []
        for number in range(3):
            held = json.loads(json.dumps(DESCRIBED))
            held["offer"]["id"] = f"https://vet.example/offers/{number}"
            held["offer"]["workload"] = {"ects": "10"}
            held["offer"]["level"] = {"nqf": [{"country": "IE", "framework": "NFQ", "level": "9"}]}
            credentials.append(self.engine.issue(held, self.key["privateKeyJwk"], carrier="extended"))
        awarded = self.engine.award(PATHWAY, credentials, self.engine.keygen()["privateKeyJwk"])
        self.assertEqual(self.engine.verify(awarded["credential"])["outcome"], "valid")
        with self.assertRaises(microcred.Refused) as refused:
            self.engine.award(PATHWAY, credentials[:1], self.key["privateKeyJwk"])
        self.assertEqual(refused.exception.code, "stack.incomplete")

    def test_images_and_binary_messages_are_stacked_too(self):
        key, features = self.key["privateKeyJwk"], microcred.info()["features"]
        forms = [self.badge, self.badge.encode(), self.engine.bake(self.badge)]
        if "cose" in features:
            message = self.engine.issue(DESCRIBED, key, suite="vc+cose", carrier="extended")
            self.assertIsInstance(message, bytes)
            self.assertEqual(self.engine.verify(message)["outcome"], "valid")
            forms.append(message)
        if "pdf" in features:
            forms.append(self.engine.bake(self.badge, drawn="png"))
        for form in forms:
            self.assertNotIn("refused", {name for name, value in self.engine.evaluate(PATHWAY, [form]).items() if value})

    def test_a_bad_badge_is_refused_with_the_reason(self):
        forged = self.badge.replace("Green skills", "Greener skills")
        self.assertEqual(self.engine.verify(forged)["outcome"], "invalid")
        with self.assertRaises(microcred.NotAccepted) as refused:
            self.engine.accept(forged)
        self.assertEqual(refused.exception.code, "proof.signature.invalid")
        self.assertIn("proof.signature.invalid", str(refused.exception))
        with self.assertRaises(microcred.Refused):
            self.engine.render(forged)
        with self.assertRaises(microcred.BadRequest) as bad:
            self.engine.verify(self.badge, policy="loose")
        self.assertEqual(bad.exception.pointer, "/policy")
        with self.assertRaises(microcred.BadRequest):
            microcred.Engine(polizy="strict")
        with self.assertRaises(microcred.BadRequest):
            self.engine.call("frobnicate")

    def test_what_is_not_accepted_goes_from_process_to_process(self):
        anchors = {"anchors": [{"id": "did:web:other.example"}]}
        for document, options, code in [
            (self.badge.replace("Green skills", "Greener skills"), {}, "proof.signature.invalid"),
            (self.badge, {"anchors": anchors}, "issuer.not_anchored"),
            ("{}", {}, "format.type"),
        ]:
            with self.assertRaises(microcred.NotAccepted) as refused:
                self.engine.accept(document, **options)
            error = refused.exception
            self.assertEqual((error.code, error.report["accepted"]), (code, False))
            for made in (pickle.loads(pickle.dumps(error)), copy.copy(error)):
                self.assertEqual((type(made), str(made), made.report), (type(error), str(error), error.report))
        with self.assertRaises(microcred.BadRequest) as bad:
            self.engine.verify(self.badge, policy="loose")
        made = pickle.loads(pickle.dumps(bad.exception))
        self.assertEqual((type(made), made.pointer, str(made)), (microcred.BadRequest, "/policy", str(bad.exception)))
        # One bad badge breaks no pool: the next one is verified.
        with concurrent.futures.ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
            with self.assertRaises(microcred.NotAccepted):
                pool.submit(accepted, "{}").result()
            self.assertIn("issuer", pool.submit(accepted, self.badge).result())

    def test_bytes_are_bytes_of_any_kind(self):
        for document in (bytearray(self.badge.encode()), memoryview(self.badge.encode())):
            self.assertEqual(self.engine.verify(document)["outcome"], "valid")
            self.assertNotIn("refused", {name for name, value in self.engine.evaluate(PATHWAY, [document]).items() if value})
            image = self.engine.bake(document)
            self.assertEqual(self.engine.unbake(memoryview(image)), self.badge.encode())
        for document in (None, 7, [self.badge]):
            with self.assertRaises(TypeError):
                self.engine.verify(document)

    def test_what_is_needed_comes_back_and_is_supplied(self):
        key = self.engine.keygen(verificationMethod="did:web:vet.example#key-1")
        badge = self.engine.issue(DESCRIBED, key["privateKeyJwk"])
        did = {
            "id": "did:web:vet.example",
            "verificationMethod": [
                {
                    "id": "#key-1",
                    "type": "Multikey",
                    "controller": "did:web:vet.example",
                    "publicKeyMultibase": key["publicKeyMultibase"],
                }
            ],
            "assertionMethod": ["#key-1"],
        }
        with self.assertRaises(microcred.NotAccepted) as refused:
            self.engine.accept(badge)
        (need,) = refused.exception.needs
        self.assertEqual(need["url"], "https://vet.example/.well-known/did.json")
        self.assertIn("issuer", self.engine.accept(badge, resources={need["url"]: did}))

        asked = []

        def fetch(need):
            asked.append(need["subject"])
            return json.dumps(did).encode() if need["subject"] == "did:web:vet.example" else None

        lines = []
        with microcred.Engine(
            offline=False, fetch=fetch, now=lambda: 1925035200, log=lambda level, line: lines.append(line)
        ) as engine:
            report = engine.verify(badge)
        self.assertEqual((report["outcome"], report["verifiedAt"]), ("valid", "2031-01-01T12:00:00Z"))
        self.assertEqual(asked, ["did:web:vet.example"])
        self.assertTrue(lines[0].startswith("verify 0 "))

    def test_a_host_signs_and_a_bad_callback_harms_nobody(self):
        def broken(*_):
            raise RuntimeError("the module is not there")

        public = {name: self.key[name] for name in ("verificationMethod", "publicKeyMultibase")}
        with microcred.Engine(sign=broken, fetch=broken, offline=False) as engine:
            with self.assertRaises(microcred.Failed):
                engine.issue(DESCRIBED, public)
        with microcred.Engine(sign=lambda method, message: b"\0" * 64) as engine:
            with self.assertRaises(microcred.Failed) as refused:
                engine.issue(DESCRIBED, public)
        self.assertIn("does not hold", refused.exception.detail)

    def test_a_clock_that_cannot_tell_the_time_harms_nobody(self):
        def broken():
            raise RuntimeError("the clock is not there")

        def stopped():
            raise KeyboardInterrupt

        for now in (lambda: 8210266876500, lambda: 2**80, lambda: 0, broken, stopped):
            with microcred.Engine(now=now) as engine:
                for _ in range(2):
                    with self.assertRaises(microcred.Failed) as failed:
                        engine.verify(self.badge)
                    self.assertEqual(failed.exception.code, "abi.callback")
        with microcred.Engine(now=lambda: 253402300799) as engine:
            self.assertEqual(engine.verify(self.badge)["verifiedAt"], "9999-12-31T23:59:59Z")

    def test_what_a_callback_raises_or_gives_is_never_taken_for_something_else(self):
        def stopped(*_):
            raise SystemExit

        public = {name: self.key[name] for name in ("verificationMethod", "publicKeyMultibase")}
        for sign in (stopped, lambda *_: "text", lambda *_: 7):
            with microcred.Engine(sign=sign) as engine:
                with self.assertRaises(microcred.Failed) as failed:
                    engine.issue(DESCRIBED, public)
                self.assertIn("returned 2", failed.exception.detail)
        key = self.engine.keygen(verificationMethod="did:web:vet.example#key-1")
        badge = self.engine.issue(DESCRIBED, key["privateKeyJwk"])
        for fetch in (stopped, lambda _: "{}"):
            with microcred.Engine(offline=False, fetch=fetch, log=stopped) as engine:
                self.assertIn("could not fetch it", str(engine.verify(badge)))

    def test_an_engine_is_freed_once_and_after_its_last_call(self):
        for copied in (copy.copy, copy.deepcopy, pickle.dumps):
            with self.assertRaises(TypeError):
                copied(self.engine)

        key = self.engine.keygen(verificationMethod="did:web:vet.example#key-1")
        badge = self.engine.issue(DESCRIBED, key["privateKeyJwk"])
        there = []

        def fetch(_):
            engine.close()
            there.append(engine._engine is not None)

        engine = microcred.Engine(offline=False, fetch=fetch)
        self.assertEqual(engine.verify(badge)["outcome"], "indeterminate")
        self.assertEqual((there, engine._engine), ([True], None))
        with self.assertRaises(ValueError):
            engine.verify(badge)

    def test_nesting_is_bounded_whatever_is_configured(self):
        with self.assertRaises(microcred.BadRequest) as refused:
            microcred.Engine(limits={"depth": 4294967295})
        self.assertEqual(refused.exception.pointer, "/limits/depth")
        with microcred.Engine(limits={"depth": 512}) as engine:
            self.assertEqual(engine.verify("[" * 100000)["primary"]["code"], "input.json.depth")

    def test_threads_share_an_engine(self):
        outcomes = []

        def work():
            outcomes.extend(self.engine.verify(self.badge)["outcome"] for _ in range(50))

        threads = [threading.Thread(target=work) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(outcomes, ["valid"] * 400)

    def test_the_library_says_what_it_is(self):
        told = microcred.info()
        self.assertEqual(told["abiVersion"].partition(".")[0], "1")
        self.assertIn("verify", [operation["name"] for operation in told["operations"]])
        self.assertTrue(self.engine.call("self_test")["passed"])
        with self.assertRaises(ValueError):
            engine = microcred.Engine()
            engine.close()
            engine.call("info")


if __name__ == "__main__":
    unittest.main()
