<?php

/** Describe, issue, bake, verify, stack; a bad badge refused with the reason. Over FFI and over a child process. */

declare(strict_types=1);

use Microcred\{BadRequest, ChildTransport, Engine, Error, FfiTransport, NotAccepted, Refused};

require __DIR__ . '/../src/Microcred.php';

function check(bool $holds, string $what): void
{
    if (!$holds) {
        fwrite(STDERR, "FAILED: $what\n");
        exit(1);
    }
    echo "ok  $what\n";
}

/** @param class-string<Error> $kind */
function refused(string $kind, callable $work): Error
{
    try {
        $work();
    } catch (Error $error) {
        check($error instanceof $kind, "refused: {$error->getMessage()}");

        return $error;
    }
    check(false, "this should have been $kind");
}

function story(callable $open, string $data, string $name): void
{
    $described = (string) file_get_contents("$data/micro-credential.json");
    $pathway = (string) file_get_contents("$data/pathway.json");
    $engine = $open(['policy' => 'strict']);
    check($engine->call('check', ['document' => $described])['passed'], "$name: what is described is complete");
    $key = $engine->keygen()['privateKeyJwk'];
    $badge = $engine->issue($described, $key, ['carrier' => 'extended']);
    $image = $engine->bake($badge);
    check($engine->unbake($image) === $badge, "$name: what comes out of an image is what was signed");
    $pixels = (string) base64_decode('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', true);
    foreach ([$badge, $image, $engine->bake($badge, $pixels)] as $document) {
        $report = $engine->verify($document);
        check($report['outcome'] === 'valid' && $report['trust'] === 'issuer_bound', "$name: it is verified");
    }
    $titles = json_decode($described, true)['offer']['title'];
    check(in_array($engine->accept($image)['credentialSubject']['achievement']['name'], $titles, true), "$name: and may be shown");
    check(str_contains($engine->render($badge), '<html'), "$name: as a certificate too");

    $issued = $engine->call('issue', ['document' => $described, 'key' => $key]);
    check($engine->verify($issued['credential'])['outcome'] === 'valid', "$name: what is issued is told whole");
    check(in_array('/offer/title', array_map(fn ($loss) => substr($loss['pointer'], 0, 12), $issued['losses']), true), "$name: with what the badge cannot carry");
    $drawing = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
    $baked = $engine->call('bake', ['document' => $badge, 'image' => $drawing]);
    check($baked['removed'] === ['script'], "$name: what is left out of an image is told");
    check($engine->call('unbake', ['image' => $baked['image']])['credential'] === $badge, "$name: and what comes out of one");
    check(str_contains($engine->call('render', ['document' => $badge])['content'], '<html'), "$name: a page is in its answer");
    check($engine->call('verify', ['document' => json_decode($badge)])['outcome'] === 'valid', "$name: JSON is verified as it is");
    check($engine->call('verify', ['document' => $image])['outcome'] === 'valid', "$name: and an image by its bytes");

    $stands = $engine->evaluate($pathway, [$badge]);
    check($stands['evaluation']['complete'] === false, "$name: it is held against a pathway");
    check(str_contains($stands['evaluation']['way'][0]['words'], 'ECTS'), "$name: what is missing is said");

    $forged = str_replace('Green skills', 'Greener skills', $badge);
    check($engine->verify($forged)['outcome'] === 'invalid', "$name: a forged badge is invalid");
    $error = refused(NotAccepted::class, fn () => $engine->accept($forged));
    check($error->name === 'proof.signature.invalid', "$name: for the reason in the report");
    refused(Refused::class, fn () => $engine->render($forged));
    $error = refused(BadRequest::class, fn () => $engine->verify($badge, ['policy' => 'loose']));
    check($error->pointer === '/policy', "$name: a bad request is told by its place");
    refused(BadRequest::class, fn () => $open(['polizy' => 'strict']));
    refused(BadRequest::class, fn () => $engine->call('frobnicate'));
    $strangers = ['anchors' => ['anchors' => [['id' => 'did:web:other.example']]]];
    $error = refused(NotAccepted::class, fn () => $engine->accept($badge, $strangers));
    check($error->name === 'issuer.not_anchored' && $error->report['requiredTrust'] === 'trusted', "$name: a stranger is one by the library's own word");
    foreach ([$pixels, "\xe9"] as $bytes) {
        check(refused(BadRequest::class, fn () => $engine->call('inspect', ['document' => $bytes]))->name === 'request.json', "$name: a request is text");
    }
    $bare = $open(['resources' => [], 'limits' => []]);
    check($bare->verify($badge, ['resources' => []])['outcome'] === 'valid', "$name: nothing at hand is an empty object");
    check(refused(Refused::class, fn () => $engine->bake('0'))->pointer !== '/document', "$name: a document is one whatever PHP takes for false");

    $binary = [
        'a photo' => "\xff\xd8\xff\xe0", 'bytes that are no text' => "\xe9\xe8{}", 'an image without a credential' => $pixels,
        'an image that breaks off' => substr($engine->bake($badge, $pixels), 0, 200),
    ];
    foreach ($binary as $what => $upload) {
        check($engine->verify($upload)['outcome'] === 'invalid', "$name: of $what there is a report");
        check($engine->call('verify', ['document' => $upload])['outcome'] === 'invalid', "$name: by its name too");
        refused(NotAccepted::class, fn () => $engine->accept($upload));
        foreach ([fn () => $engine->render($upload), fn () => $engine->bake($upload), fn () => $engine->issue($upload, $key)] as $work) {
            refused(Refused::class, $work);
        }
    }
    check(str_contains($engine->render($engine->bake($badge, $pixels)), '<html'), "$name: what is in a PNG is a certificate too");
    if (in_array('cose', $engine->call('info')['features'], true)) {
        $message = $engine->issue($described, $key, ['suite' => 'vc+cose']);
        check($engine->verify($message)['outcome'] === 'valid', "$name: a binary message is verified");
        check(str_contains($engine->render($message), '<html'), "$name: and may be shown");
    }

    $out = getenv('MICROCRED_OUT');
    if ($out !== false) {
        file_put_contents("$out/php-$name.json", $badge);
        file_put_contents("$out/php-$name.svg", $image);
    }
}

$data = getenv('MICROCRED_DATA') ?: __DIR__ . '/../../../data';
if (in_array('--child', $argv, true)) {
    check(Engine::open() instanceof Engine, 'without FFI, a child process is taken');
} else {
    $library = (string) getenv('MICROCRED_LIBRARY');
    $header = (string) getenv('MICROCRED_HEADER');
    check(FfiTransport::isAllowed(), 'FFI is allowed here');
    check(Engine::open()->keygen()['type'] === 'NewKey', 'and taken');
    $error = refused(BadRequest::class, fn () => Engine::open(library: '/nowhere/libmicrocred.so'));
    check(str_contains($error->getMessage(), '/nowhere/libmicrocred.so'), 'a library that is named and not there is said');
    putenv('MICROCRED_LIBRARY=/nowhere/libmicrocred.so');
    check(Engine::open()->keygen()['type'] === 'NewKey', 'without the library, a child process is taken');
    $error = refused(BadRequest::class, fn () => Engine::open(program: '/nowhere/microcred'));
    foreach (['/nowhere/libmicrocred.so', '/nowhere/microcred', 'MICROCRED_LIBRARY', 'MICROCRED_PROGRAM'] as $said) {
        check(str_contains($error->getMessage(), $said), "without both, $said is named");
    }
    putenv("MICROCRED_LIBRARY=$library");
    story(fn (array $configuration) => new Engine(new FfiTransport($library, $header, $configuration)), $data, 'ffi');
}
$program = (string) getenv('MICROCRED_PROGRAM');
story(fn (array $configuration) => new Engine(new ChildTransport($program, $configuration)), $data, 'child');
