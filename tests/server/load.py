#!/usr/bin/env python3
"""What the server carries: wrk sends it requests from another process, suite by suite.

    tests/server/load.py [PROGRAM] [SECONDS]

Prints rate and latency of issuing and verifying in each suite, what becomes of its memory over 100,000 requests, and what
those are told who come when there is no room. Needs wrk, and the program in release: cargo build --release --all-features.
"""

import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request

PROGRAM = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else "target/release/microcred")
SECONDS = sys.argv[2] if len(sys.argv) > 2 else "5"

SCRIPT = """
local file = io.open(os.getenv("BODY"))
wrk.method, wrk.body = "POST", file:read("*a")
wrk.headers["content-type"] = "application/json"
local threads = {}
function setup(thread) table.insert(threads, thread) end
function init() refused, other = 0, 0 end
function response(status)
  if status == 503 then refused = refused + 1 elseif status ~= WANTED then other = other + 1 end
end
function done(summary, latency)
  local refused, other = 0, 0
  for _, thread in ipairs(threads) do refused, other = refused + thread:get("refused"), other + thread:get("other") end
  local errors = summary.errors
  print(string.format("RESULT %d %d %d %d %d %d %d %d", summary.requests, summary.duration, latency:percentile(50),
    latency:percentile(99), latency.max, refused, other, errors.connect + errors.read + errors.write + errors.timeout))
end
"""


class Server:
    def __init__(self, folder, *arguments):
        # Its own lists it knows, whatever stands at that name.
        public = ["--public-url", "https://localhost/vc"]
        files = ["--keys", f"{folder}/keys", "--store", f"{folder}/status.db"]
        command = [PROGRAM, "serve", "--port", "0", *public, *files, *arguments]
        log = open(f"{folder}/log", "w")
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        port = self.process.stdout.readline().split()[4].rstrip(")")
        self.url = f"http://localhost:{port}"

    def post(self, path, body):
        data = json.dumps(body).encode()
        request = urllib.request.Request(self.url + path, data, {"content-type": "application/json"})
        try:
            return json.load(urllib.request.urlopen(request))
        except urllib.error.HTTPError as error:
            sys.exit(f"{path}: {error.status} {error.read().decode()}")

    def issuers(self):
        return json.load(urllib.request.urlopen(self.url + "/issuers"))

    def memory(self):
        """Resident, in MiB."""
        status = open(f"/proc/{self.process.pid}/status").read()
        return int(re.search(r"VmRSS:\s+(\d+)", status).group(1)) / 1024

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


def wrk(server, path, body, wanted=200, connections=8, seconds=SECONDS):
    with tempfile.TemporaryDirectory() as folder:
        open(f"{folder}/body", "w").write(json.dumps(body))
        open(f"{folder}/script.lua", "w").write(SCRIPT.replace("WANTED", str(wanted)))
        command = ["wrk", "-t", "1", "-c", str(connections), "-d", f"{seconds}s", "-s", f"{folder}/script.lua", server.url + path]
        told = subprocess.run(command, env={**os.environ, "BODY": f"{folder}/body"}, capture_output=True, text=True)
    found = re.search(r"RESULT (.*)", told.stdout)
    if not found:
        sys.exit(told.stdout + told.stderr)
    numbers = [int(number) for number in found.group(1).split()]
    return dict(zip(["requests", "time", "p50", "p99", "max", "refused", "other", "errors"], numbers))


def row(what, result):
    rate = result["requests"] / (result["time"] / 1e6)
    times = "  ".join(f"{result[name] / 1000:8.2f}" for name in ["p50", "p99", "max"])
    print(f"{what:<44} {rate:9.0f}/s  {times} ms  {result['refused']} refused, {result['other'] + result['errors']} failed")
    return result


def credential(issuer):
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
        "id": "urn:uuid:0b5e7a3c-3f5e-4f0e-9d55-0f4f6a5f7b11",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": issuer, "type": ["Profile"], "name": "Example VET"},
        "validFrom": "2026-06-15T00:00:00Z",
        "name": "Green skills for VET trainers",
        "credentialSubject": {
            "id": "did:example:holder",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "urn:uuid:b2a1d9a4-1c1b-4a55-9a2f-0d6a5d0f7c10",
                "type": ["Achievement"],
                "name": "Green skills for VET trainers",
                "description": "Plans an energy audit of a workshop and says what to do about what it finds.",
                "criteria": {"narrative": "An audit was planned, carried out and discussed."},
            },
        },
    }


def main():
    folder = tempfile.mkdtemp()
    server = Server(folder)
    print(f"{'':<44} {'rate':>11}  {'p50':>8}  {'p99':>8}  {'max':>8}")
    row("GET-sized: verify what is no credential", wrk(server, "/credentials/verify", {"verifiableCredential": {}}, 400))
    held = {}
    for suite, issuer in server.issuers().items():
        path, body = f"/issuers/{suite}/credentials/issue", {"credential": credential(issuer["id"])}
        held[suite] = server.post(path, body)["verifiableCredential"]
        row(f"issue  {suite}", wrk(server, path, body, 201))
    for suite, shown in held.items():
        if suite in ("ecdsa-sd-2023", "bbs-2023"):
            body = {"verifiableCredential": shown, "options": {"selectivePointers": ["/credentialSubject/achievement/name"]}}
            row(f"derive {suite}", wrk(server, "/credentials/derive", body, 201))
            shown = server.post("/credentials/derive", body)["verifiableCredential"]
        row(f"verify {suite}", wrk(server, "/credentials/verify", {"verifiableCredential": shown}))

    print("\nmemory over requests, MiB")
    sent, body = 0, {"verifiableCredential": held["eddsa-rdfc-2022"]}
    print(f"{sent:>8} {server.memory():8.1f}")
    while sent < 100_000:
        sent += wrk(server, "/credentials/verify", body, connections=64)["requests"]
        print(f"{sent:>8} {server.memory():8.1f}")
    assert server.stop() == 0

    print("\nmore than there is room for: 400 connections, room for 16 requests")
    server = Server(folder, "--max-requests", "16", "--quiet")
    row("verify eddsa-rdfc-2022", wrk(server, "/credentials/verify", body, connections=400))
    row("verify eddsa-rdfc-2022, afterwards", wrk(server, "/credentials/verify", body))
    assert server.stop() == 0


main()
