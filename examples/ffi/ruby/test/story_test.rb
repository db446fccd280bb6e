# frozen_string_literal: true

# Describe, issue, bake, verify, stack; a bad badge refused with the reason. Run with `ruby test/story_test.rb`.

require_relative "../lib/microcred"

DATA = ENV.fetch("MICROCRED_DATA", File.expand_path("../../../data", __dir__))
DESCRIBED = JSON.parse(File.read("#{DATA}/micro-credential.json"))
PATHWAY = JSON.parse(File.read("#{DATA}/pathway.json"))

def check(holds, what)
  abort "FAILED: #{what}" unless holds
  puts "ok  #{what}"
end

def refused(kind)
  yield
  abort "FAILED: this should have been #{kind}"
rescue Microcred::Error => e
  check(e.is_a?(kind), "refused: #{e.message}")
  e
end

check(Microcred.info["abiVersion"].start_with?("1."), "the library says what it is")
engine = Microcred::Engine.new(policy: "strict")
check(engine.call("self_test")["passed"], "and works on this machine")
check(engine.call("check", document: DESCRIBED)["passed"], "what is described is complete")
key = engine.keygen.fetch("privateKeyJwk")
badge = engine.issue(DESCRIBED, key, carrier: "extended")
image = engine.bake(badge)
check(engine.unbake(image) == badge.b, "what comes out of an image is what was signed")
[badge, image].each do |document|
  report = engine.verify(document)
  check(report.values_at("outcome", "trust") == %w[valid issuer_bound], "it is verified")
end
title = engine.accept(image).dig("credentialSubject", "achievement", "name")
check(DESCRIBED.dig("offer", "title").value?(title), "and may be shown")
check(engine.render(badge).include?("<html"), "as a certificate too")

stands = engine.evaluate(PATHWAY, [badge])
check(stands.dig("evaluation", "complete") == false, "it is held against a pathway")
check(stands.dig("evaluation", "way", 0, "words").include?("ECTS"), "what is missing is said")
pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==".unpack1("m")
[image, engine.bake(badge, pixel)].each do |form|
  check(engine.evaluate(PATHWAY, [form])["refused"].to_a.empty?, "so is what is in an image")
end
parts = (0..2).map do |number|
  held = JSON.parse(JSON.generate(DESCRIBED))
  held["offer"].merge!("id" => "https://vet.example/offers/#{number}", "workload" => { "ects" => "10" },
                       "level" => { "nqf" => [{ "country" => "IE", "framework" => "NFQ", "level" => "9" }] })
  engine.issue(held, key, carrier: "extended")
end
awarded = engine.award(PATHWAY, parts, engine.keygen.fetch("privateKeyJwk"))
check(engine.verify(awarded["credential"])["outcome"] == "valid", "three of them make a larger one")

forged = badge.sub("Green skills", "Greener skills")
check(engine.verify(forged)["outcome"] == "invalid", "a forged badge is invalid")
error = refused(Microcred::NotAccepted) { engine.accept(forged) }
check(error.code == "proof.signature.invalid", "for the reason in the report")
strangers = { anchors: { anchors: [{ id: "did:web:other.example" }] } }
error = refused(Microcred::NotAccepted) { engine.accept(badge, **strangers) }
check(error.code == "issuer.not_anchored" && error.report["requiredTrust"] == "trusted", "a stranger is one by the library's own word")
check(engine.bake(badge, nil).include?("<svg"), "no image is one that is drawn")
refused(Microcred::Refused) { engine.render(forged) }
error = refused(Microcred::BadRequest) { engine.verify(badge, policy: "loose") }
check(error.pointer == "/policy", "a bad request is told by its place")
refused(Microcred::BadRequest) { Microcred::Engine.new(polizy: "strict") }
copies = Array.new(3) { Microcred::Engine.new.dup }
GC.start
check(copies.all? { |copy| copy.verify(badge)["outcome"] == "valid" }, "a copy shares its engine")

if (out = ENV["MICROCRED_OUT"])
  File.binwrite("#{out}/ruby.json", badge)
  File.binwrite("#{out}/ruby.svg", image)
end
