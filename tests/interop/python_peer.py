"""openbadgeslib, as a process that does what it is asked: one JSON request a line, one JSON answer a line."""
import json
import sys

from openbadgeslib.ob3 import OB3LdpSigner, OB3LdpVerifier, OB3Signer, OB3Verifier, OpenBadgeCredential, eudi


def answer(request):
    do, form = request["do"], request["form"]
    if do == "issue":
        credential = OpenBadgeCredential.from_vc_document(request["document"])
        if form == "vc-jwt":
            return OB3Signer(request["secret"], request["algorithm"]).sign(credential)
        return OB3LdpSigner(request["secret"]).sign_to_json(credential)
    if form == "vc+sd-jwt":
        verified = eudi.verify_badge_sd_jwt(
            request["input"], pubkey_pem=request["public"].encode(), audience=request["domain"],
            nonce=request["challenge"], require_key_binding=True, expected_vct=None)
        return verified.claims
    if form == "vc-jwt":
        verifier = OB3Verifier(request["public"], request["issuer"])
    else:
        verifier = OB3LdpVerifier.for_issuer_did(request["issuer"])
    # What it read, and not only that it holds.
    return verifier.verify(request["input"]).to_vc()


for line in sys.stdin:
    try:
        reply = {"ok": answer(json.loads(line))}
    except Exception as error:  # whatever it is, it is the answer
        reply = {"error": f"{type(error).__name__}: {error}"}
    print(json.dumps(reply), flush=True)
