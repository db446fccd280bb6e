# frozen_string_literal: true

# EC micro-credentials as Open Badges 3.0: issue, verify, bake, stack. A wrapper over the C ABI of microcred by Fiddle, which every
# Ruby brings along; copy this file.
#
#   engine = Microcred::Engine.new
#   key = engine.keygen.fetch("privateKeyJwk")
#   badge = engine.issue(micro_credential, key)
#   engine.accept(badge).dig("credentialSubject", "achievement", "name")

require "fiddle"
require "json"

module Microcred
  ABI_MAJOR = 1

  # Why something was not done: +code+ is stable, +pointer+ is where, the message says what to do.
  class Error < StandardError
    attr_reader :status, :code, :pointer, :detail, :findings

    def initialize(told)
      @status = told["status"]
      @code = told.fetch("code", "internal")
      @pointer = told.fetch("pointer", "")
      @detail = told.fetch("detail", "")
      @findings = told.fetch("findings", [])
      place = @pointer.empty? ? "" : " at #{@pointer}"
      reason = @detail.empty? ? "" : " (#{@detail})"
      super("#{@code}#{place}: #{told["message"]}#{reason}")
    end

    def self.of(told)
      kind = { "call" => BadRequest, "request" => BadRequest, "refused" => Refused }.fetch(told["kind"], Failed)
      kind.new(told)
    end
  end

  # The call or the request cannot be understood.
  class BadRequest < Error; end

  # What the request is about does not allow it.
  class Refused < Error; end

  # Something failed that neither is to blame for.
  class Failed < Error; end

  # A credential that may not be believed; +report+ says all about it, +needs+ what could not be looked up.
  class NotAccepted < Error
    attr_reader :report

    def initialize(report)
      @report = report
      super(report.fetch("refusal"))
    end

    def needs
      report.fetch("needs", [])
    end
  end

  # The functions of the library.
  class Library
    POINTER = Fiddle::TYPE_VOIDP
    SIZE = Fiddle::TYPE_SIZE_T
    STATUS = Fiddle::TYPE_INT
    TEXT = [POINTER, SIZE].freeze
    RESULTS = [POINTER, POINTER].freeze
    FUNCTIONS = {
      abi_version: [[], -Fiddle::TYPE_INT],
      buffer_data: [[POINTER], POINTER],
      buffer_length: [[POINTER], SIZE],
      buffer_free: [[POINTER], STATUS],
      engine_new: [[*TEXT, *RESULTS], STATUS],
      engine_free: [[POINTER], STATUS],
      info: [RESULTS, STATUS],
      call: [[POINTER, *TEXT, *TEXT, *RESULTS], STATUS],
      verify: [[POINTER, *TEXT, *TEXT, *RESULTS], STATUS],
      issue: [[POINTER, *TEXT, *TEXT, *RESULTS], STATUS],
      render: [[POINTER, *TEXT, *TEXT, *RESULTS], STATUS],
      bake: [[POINTER, *TEXT, *TEXT, *TEXT, *RESULTS], STATUS],
      unbake: [[POINTER, *TEXT, *RESULTS], STATUS]
    }.freeze

    def initialize(path)
      handle = Fiddle.dlopen(path)
      @functions = FUNCTIONS.to_h do |name, (arguments, result)|
        [name, Fiddle::Function.new(handle["microcred_#{name}"], arguments, result)]
      end
      found = self[:abi_version].call >> 16
      raise LoadError, "the library has ABI #{found}, and this wrapper wants #{ABI_MAJOR}" unless found == ABI_MAJOR
    end

    def [](name)
      @functions.fetch(name)
    end

    # Texts go with their lengths; what comes back is the address that was made, or an error is raised.
    def ask(name, *arguments)
      out = Fiddle::Pointer.malloc(Fiddle::SIZEOF_VOIDP, Fiddle::RUBY_FREE)
      err = Fiddle::Pointer.malloc(Fiddle::SIZEOF_VOIDP, Fiddle::RUBY_FREE)
      arguments = arguments.flat_map { |one| one.is_a?(String) ? [one, one.bytesize] : [one] }
      status = self[name].call(*arguments, out, err)
      return out.ptr if status.zero?

      raise Error.of(err.ptr.null? ? { "status" => status } : JSON.parse(taken(err.ptr)))
    end

    # What a buffer holds; the buffer is freed.
    def taken(buffer)
      self[:buffer_data].call(buffer).to_str(self[:buffer_length].call(buffer))
    ensure
      self[:buffer_free].call(buffer)
    end
  end

  def self.library
    @library ||= Library.new(ENV.fetch("MICROCRED_LIBRARY", "libmicrocred.so.1"))
  end

  # What the library is: versions, features, operations, contexts.
  def self.info
    JSON.parse(library.taken(library.ask(:info)))
  end

  # What verifies and issues under one configuration (policy, anchors, resources, contexts, limits). It never changes.
  class Engine
    def initialize(**configuration)
      @library = Microcred.library
      # Freed with the last engine that holds it: a copy shares it.
      @engine = @library.ask(:engine_new, JSON.generate(configuration))
      @engine.free = @library[:engine_free]
    end

    # Any operation by its name.
    def call(operation, **request)
      JSON.parse(ask(:call, operation, JSON.generate(request)))
    end

    # A new key: keep +privateKeyJwk+ secret.
    def keygen(**options)
      call("keygen", **options)
    end

    # Signs a micro-credential or an unsigned credential: the exact text that was signed. Keep it as it is.
    def issue(document, key, **options)
      ask(:issue, text(document), JSON.generate({ key: key, **options })).force_encoding(Encoding::UTF_8)
    end

    # The report on a credential, token, presentation or image. A bad badge is a report, not an error.
    def verify(document, **options)
      JSON.parse(ask(:verify, text(document), JSON.generate(options)))
    end

    # What may be shown as fact of a credential; raises NotAccepted with the reason if it may not be believed.
    def accept(document, **options)
      report = verify(document, **options)
      report.fetch("verified") { raise NotAccepted, report }
    end

    # A certificate, a badge image or a report to look at: text, or bytes of a PDF or PNG.
    def render(document, **options)
      made = ask(:render, text(document), JSON.generate(options))
      %w[pdf png].include?(options[:format]) ? made : made.force_encoding(Encoding::UTF_8)
    end

    # The image with the credential in it; without one, it is drawn.
    def bake(document, image = nil, **options)
      ask(:bake, image || "", text(document), JSON.generate(options))
    end

    # The credential in an image, byte for byte. Nothing is verified.
    def unbake(image)
      ask(:unbake, image)
    end

    # Where a learner stands on a pathway. Each credential is verified first.
    def evaluate(pathway, credentials, **options)
      call("stack_evaluate", pathway: pathway, credentials: credentials.map { |one| in_json(one) }, **options)
    end

    # The larger award, once a pathway is complete.
    def award(pathway, credentials, key, **options)
      call("stack_award", pathway: pathway, credentials: credentials.map { |one| in_json(one) }, key: key, **options)
    end

    private

    def ask(name, *texts)
      @library.taken(@library.ask(name, @engine, *texts))
    end

    def text(document)
      document.is_a?(String) ? document : JSON.generate(document)
    end

    # As it stands in JSON: the credential in a PNG, and a binary message in an envelope.
    def in_json(credential)
      return credential unless credential.is_a?(String)
      return in_json(unbake(credential)) if credential.b.start_with?("\x89PNG".b)

      text = credential.dup.force_encoding(Encoding::UTF_8)
      return text if text.valid_encoding?

      {
        "@context" => "https://www.w3.org/ns/credentials/v2",
        "type" => "EnvelopedVerifiableCredential",
        "id" => "data:application/vc+cose;base64,#{[credential].pack("m0")}"
      }
    end
  end
end
