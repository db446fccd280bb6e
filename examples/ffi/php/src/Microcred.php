<?php

declare(strict_types=1);

/**
 * EC micro-credentials as Open Badges 3.0, for PHP 8.1 and later: issue, verify, bake, stack.
 *
 * One class, two ways to the same library: FFI where PHP may use it, or a child process that speaks JSON over its standard input
 * and output where it may not. Copy this file; nothing else is needed but the library and include/microcred_ffi.h, or the program.
 */

namespace Microcred;

/** Why something was not done: `name` is a stable code, `pointer` is where; the message says what to do. */
class Error extends \RuntimeException
{
    public readonly string $name;
    public readonly string $pointer;
    public readonly string $detail;
    /** @var list<array<string, mixed>> */
    public readonly array $findings;

    /** @param array<string, mixed> $told */
    public function __construct(array $told)
    {
        $this->name = $told['code'] ?? 'internal';
        $this->pointer = $told['pointer'] ?? '';
        $this->detail = $told['detail'] ?? '';
        $this->findings = $told['findings'] ?? [];
        $place = $this->pointer === '' ? '' : " at {$this->pointer}";
        $reason = $this->detail === '' ? '' : " ({$this->detail})";
        parent::__construct("{$this->name}$place: " . ($told['message'] ?? '') . $reason, is_int($told['status'] ?? null) ? $told['status'] : 0);
    }

    /** @param array<string, mixed> $told */
    public static function of(array $told): self
    {
        return match ($told['kind'] ?? '') {
            'call', 'request' => new BadRequest($told),
            'refused' => new Refused($told),
            default => new Failed($told),
        };
    }
}

/** The call or the request cannot be understood. */
class BadRequest extends Error
{
}

/** What the request is about does not allow it. */
class Refused extends Error
{
}

/** Something failed that neither is to blame for. */
class Failed extends Error
{
}

/** A credential that may not be believed; the report says all about it. */
class NotAccepted extends Error
{
    /** @param array<string, mixed> $report */
    public function __construct(public readonly array $report)
    {
        parent::__construct($report['refusal']);
    }
}

/** What carries a request to the library and the answer back. */
interface Transport
{
    /**
     * @param array<string, mixed> $request the members that are JSON
     * @param array<string, string> $bytes the members `document` and `image` as bytes; without them the request says all
     * @return string the JSON of the answer, or, where `$made` is set, what was made
     */
    public function ask(string $operation, array $request, array $bytes, bool $made): string;
}

/** The library in this process. */
final class FfiTransport implements Transport
{
    private const ABI_MAJOR = 1;

    private static ?\FFI $library = null;
    private static ?string $place = null;
    private \FFI $ffi;
    private ?\FFI\CData $engine;

    /** @param array<string, mixed> $configuration */
    public function __construct(string $library, string $header, array $configuration)
    {
        if (self::$library === null || self::$place !== $library) {
            self::$library = \FFI::cdef((string) file_get_contents($header), $library);
            self::$place = $library;
        }
        $this->ffi = self::$library;
        if ($this->ffi->microcred_abi_version() >> 16 !== self::ABI_MAJOR) {
            throw new \RuntimeException('the library has another ABI than this wrapper');
        }
        $text = json($configuration);
        $out = $this->ffi->new('microcred_engine *');
        $err = $this->ffi->new('microcred_buffer *');
        $status = $this->ffi->microcred_engine_new($text, strlen($text), \FFI::addr($out), \FFI::addr($err));
        $this->check($status, $err);
        $this->engine = $out;
    }

    /** Nobody copies it: the engine is freed once. */
    private function __clone()
    {
    }

    /** Whether PHP may use FFI here; on the web, with `preload`, only where this file was preloaded. */
    public static function isAllowed(): bool
    {
        if (!extension_loaded('ffi')) {
            return false;
        }
        try {
            \FFI::cdef('');

            return true;
        } catch (\FFI\Exception) {
            return false;
        }
    }

    public function __destruct()
    {
        if (isset($this->engine)) {
            $this->ffi->microcred_engine_free($this->engine);
            $this->engine = null;
        }
    }

    public function ask(string $operation, array $request, array $bytes, bool $made): string
    {
        $text = json($request);
        $out = $this->ffi->new('microcred_buffer *');
        $err = $this->ffi->new('microcred_buffer *');
        $end = [\FFI::addr($out), \FFI::addr($err)];
        $document = $bytes['document'] ?? '';
        $image = $bytes['image'] ?? '';
        $status = match ($bytes === [] ? 'call' : $operation) {
            'verify' => $this->ffi->microcred_verify($this->engine, $document, strlen($document), $text, strlen($text), ...$end),
            'issue' => $this->ffi->microcred_issue($this->engine, $document, strlen($document), $text, strlen($text), ...$end),
            'render' => $this->ffi->microcred_render($this->engine, $document, strlen($document), $text, strlen($text), ...$end),
            'bake' => $this->ffi->microcred_bake($this->engine, $image, strlen($image), $document, strlen($document), $text, strlen($text), ...$end),
            'unbake' => $this->ffi->microcred_unbake($this->engine, $image, strlen($image), ...$end),
            default => $this->ffi->microcred_call($this->engine, $operation, strlen($operation), $text, strlen($text), ...$end),
        };
        $this->check($status, $err);

        return $this->taken($out);
    }

    private function check(int $status, \FFI\CData $err): void
    {
        if ($status !== 0) {
            throw Error::of(\FFI::isNull($err) ? ['status' => $status] : json_decode($this->taken($err), true));
        }
    }

    private function taken(\FFI\CData $buffer): string
    {
        $length = $this->ffi->microcred_buffer_length($buffer);
        $text = $length === 0 ? '' : \FFI::string($this->ffi->microcred_buffer_data($buffer), $length);
        $this->ffi->microcred_buffer_free($buffer);

        return $text;
    }
}

/** A child process, `microcred serve --stdio`: for where PHP may not use FFI. */
final class ChildTransport implements Transport
{
    /** What a shell says of a program that is not there or may not be run. */
    public const NOT_THERE = 127;
    private const MADE = ['issue' => 'credential', 'render' => 'content', 'bake' => 'image', 'unbake' => 'credential'];

    /** @var resource|null */
    private $process = null;
    /** @var array<int, resource> */
    private array $pipes = [];
    private int $number = 0;

    /** @param array<string, mixed> $configuration */
    public function __construct(private readonly string $program, private readonly array $configuration)
    {
        $this->start();
    }

    public function __destruct()
    {
        $this->stop();
    }

    /** Nobody copies it: the child process is stopped once. */
    private function __clone()
    {
    }

    public function ask(string $operation, array $request, array $bytes, bool $made): string
    {
        if (isset($bytes['document'])) {
            $request['document'] = $this->inJson($operation, $bytes['document']);
            unset($bytes['document']);
        }
        if (isset($bytes['image'])) {
            $bytes['image'] = base64_encode($bytes['image']);
        }
        $answer = $this->exchange($operation, $bytes + $request);
        if (!$made) {
            return json($answer);
        }
        $result = $answer[self::MADE[$operation]];

        return $operation === 'bake' || ($answer['encoding'] ?? '') === 'base64' ? (string) base64_decode($result, true) : $result;
    }

    /**
     * A line is text: the credential in a PNG is taken out of it first, and what else is binary stands in an envelope, as a binary
     * message does. What is none of these is told by the report.
     *
     * @return string|array<string, string>
     */
    private function inJson(string $operation, string $document): string|array
    {
        if (preg_match('//u', $document) === 1) {
            return $document;
        }
        if (!in_array($operation, ['verify', 'render'], true)) {
            $told = ['code' => 'input.encoding', 'message' => 'The input is not UTF-8 text.', 'detail' => 'give JSON or a token'];
            throw new Refused($told);
        }
        if (str_starts_with($document, "\x89PNG")) {
            try {
                return $this->inJson($operation, $this->ask('unbake', [], ['image' => $document], true));
            } catch (Refused) {
                // It carries nothing that could be verified, which the report says.
            }
        }

        return [
            '@context' => 'https://www.w3.org/ns/credentials/v2',
            'type' => 'EnvelopedVerifiableCredential',
            'id' => 'data:application/vc+cose;base64,' . base64_encode($document),
        ];
    }

    /**
     * @param array<string, mixed> $request
     * @return array<string, mixed>
     */
    private function exchange(string $operation, array $request): array
    {
        if ($this->process === null || !proc_get_status($this->process)['running']) {
            $this->stop();
            $this->start();
        }
        $id = ++$this->number;
        $line = json(['id' => $id, 'operation' => $operation, 'request' => members($request)]) . "\n";
        $written = 0;
        while ($written < strlen($line)) {
            $count = @fwrite($this->pipes[0], substr($line, $written));
            if ($count === false || $count === 0) {
                throw new Failed(['message' => 'The child process takes nothing any more.']);
            }
            $written += $count;
        }
        $reply = fgets($this->pipes[1]);
        $reply = $reply === false ? null : json_decode($reply, true);
        if (!is_array($reply) || ($reply['id'] !== $id && $reply['id'] !== null)) {
            $this->stop();
            throw new Failed(['message' => 'The child process gave no answer.']);
        }
        if (isset($reply['error'])) {
            throw Error::of($reply['error']);
        }

        return $reply['answer'];
    }

    private function start(): void
    {
        $command = [$this->program, 'serve', '--stdio'];
        $file = null;
        if ($this->configuration !== []) {
            $file = tempnam(sys_get_temp_dir(), 'microcred');
            file_put_contents($file, json($this->configuration));
            array_push($command, '--config', $file);
        }
        $errors = tmpfile();
        $process = proc_open($command, [['pipe', 'r'], ['pipe', 'w'], $errors], $this->pipes);
        $hello = is_resource($process) ? fgets($this->pipes[1]) : false;
        if ($file !== null) {
            unlink($file);
        }
        $told = $hello === false ? null : json_decode($hello, true);
        if (($told['type'] ?? null) !== 'Hello' || !str_starts_with($told['protocol'], '1.')) {
            rewind($errors);
            $reason = trim((string) stream_get_contents($errors));
            $this->stop();
            $status = self::NOT_THERE;
            if (is_resource($process)) {
                proc_terminate($process);
                $status = proc_close($process);
            }
            throw new BadRequest(['message' => 'The child process did not start.', 'detail' => $reason, 'status' => $status]);
        }
        $this->process = $process;
    }

    private function stop(): void
    {
        array_map('fclose', $this->pipes);
        $this->pipes = [];
        if ($this->process !== null) {
            proc_close($this->process);
            $this->process = null;
        }
    }
}

/** What verifies and issues under one configuration. */
final class Engine
{
    public function __construct(private readonly Transport $transport)
    {
    }

    /**
     * An engine over FFI if PHP may use it and the library is there with its header, or else over a child process. A library that is named
     * here and cannot be loaded is an error.
     *
     * @param array<string, mixed> $configuration policy, anchors, resources, contexts, limits
     * @throws BadRequest where neither can be used, with the reasons
     */
    public static function open(array $configuration = [], ?string $library = null, ?string $header = null, ?string $program = null): self
    {
        $isNamed = $library !== null;
        $library ??= getenv('MICROCRED_LIBRARY') ?: 'libmicrocred.so.1';
        $header ??= getenv('MICROCRED_HEADER') ?: __DIR__ . '/microcred_ffi.h';
        $program ??= getenv('MICROCRED_PROGRAM') ?: 'microcred';
        $reason = match (true) {
            !FfiTransport::isAllowed() => 'PHP may not use FFI here',
            !is_file($header) => "its header is not at $header",
            default => null,
        };
        try {
            if ($reason === null) {
                return new self(new FfiTransport($library, $header, $configuration));
            }
        } catch (\FFI\Exception $unloaded) {
            // The library is not there, or is one for another machine, or lacks a function.
            $reason = $unloaded->getMessage();
            if ($isNamed) {
                throw new BadRequest(['message' => "The library $library cannot be used.", 'detail' => $reason]);
            }
        }
        try {
            return new self(new ChildTransport($program, $configuration));
        } catch (BadRequest $refused) {
            if ($refused->getCode() !== ChildTransport::NOT_THERE) {
                throw $refused;
            }
            $detail = "$library: $reason; $program: {$refused->detail}; set MICROCRED_LIBRARY and MICROCRED_HEADER, or MICROCRED_PROGRAM";
            throw new BadRequest(['message' => 'Neither the library nor the program can be used.', 'detail' => $detail]);
        }
    }

    /**
     * Any operation by its name: all that its answer says, such as the `losses` and `findings` of what was issued. An image is in base64
     * there, or the text of an SVG.
     *
     * @param array<string, mixed> $request
     * @return array<string, mixed>
     */
    public function call(string $operation, array $request = []): array
    {
        $bytes = [];
        // What is verified may be an image.
        if ($operation === 'verify' && is_string($request['document'] ?? null)) {
            $bytes['document'] = $request['document'];
            unset($request['document']);
        }

        return json_decode($this->transport->ask($operation, $request, $bytes, false), true);
    }

    /** @return array<string, mixed> a new key: keep `privateKeyJwk` secret */
    public function keygen(string $type = 'ed25519', ?string $verificationMethod = null): array
    {
        return $this->call('keygen', array_filter(['type' => $type, 'verificationMethod' => $verificationMethod]));
    }

    /**
     * Signs a micro-credential or an unsigned credential, given as JSON text: the exact text that was signed. Keep it as it is.
     *
     * @param array<string, mixed>|string $key
     * @param array<string, mixed> $options
     */
    public function issue(string $document, array|string $key, array $options = []): string
    {
        return $this->transport->ask('issue', ['key' => $key] + $options, ['document' => $document], true);
    }

    /**
     * The report on a credential, token, presentation or image. A bad badge is a report, not an exception.
     *
     * @param array<string, mixed> $options
     * @return array<string, mixed>
     */
    public function verify(string $document, array $options = []): array
    {
        return json_decode($this->transport->ask('verify', $options, ['document' => $document], false), true);
    }

    /**
     * What may be shown as fact of a credential.
     *
     * @param array<string, mixed> $options
     * @return array<string, mixed>
     * @throws NotAccepted with the reason, if it may not be believed
     */
    public function accept(string $document, array $options = []): array
    {
        $report = $this->verify($document, $options);

        return $report['verified'] ?? throw new NotAccepted($report);
    }

    /** @param array<string, mixed> $options */
    public function render(string $document, array $options = []): string
    {
        return $this->transport->ask('render', $options, ['document' => $document], true);
    }

    /** The image with the credential in it; without one, it is drawn. */
    public function bake(string $document, ?string $image = null, bool $replace = false): string
    {
        return $this->transport->ask('bake', ['replace' => $replace], ['document' => $document] + ($image === null ? [] : ['image' => $image]), true);
    }

    /** The credential in an image, byte for byte. Nothing is verified. */
    public function unbake(string $image): string
    {
        return $this->transport->ask('unbake', [], ['image' => $image], true);
    }

    /**
     * Where a learner stands on a pathway, given as JSON text. Each credential is verified first.
     *
     * @param list<string> $credentials
     * @param array<string, mixed> $options
     * @return array<string, mixed>
     */
    public function evaluate(string $pathway, array $credentials, array $options = []): array
    {
        return $this->call('stack_evaluate', ['pathway' => $pathway, 'credentials' => $credentials] + $options);
    }
}

/** @param array<string, mixed> $value an object, also when it is empty */
function json(array $value): string
{
    try {
        return json_encode(members($value), JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE);
    } catch (\JsonException $error) {
        $detail = "{$error->getMessage()}: give texts in UTF-8; images and other bytes go to verify, render and unbake";
        throw new BadRequest(['code' => 'request.json', 'message' => 'The request is not a JSON object.', 'detail' => $detail]);
    }
}

/**
 * An object, with the members that are objects too: to PHP, an empty one is an empty list.
 *
 * @param array<string, mixed> $value
 */
function members(array $value): object
{
    foreach (['resources', 'schemas', 'limits'] as $name) {
        if (($value[$name] ?? null) === []) {
            $value[$name] = (object) [];
        }
    }

    return (object) $value;
}
