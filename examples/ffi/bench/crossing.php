<?php

/** How long a verification takes from PHP: over FFI, and over a child process. */

declare(strict_types=1);

use Microcred\{ChildTransport, FfiTransport};

require __DIR__ . '/../php/src/Microcred.php';

$badge = (string) file_get_contents($argv[1]);
$report = function (string $name, callable $work): void {
    $best = INF;
    for ($batch = 0; $batch < 500; $batch++) {
        $began = hrtime(true);
        for ($i = 0; $i < 5; $i++) {
            $work();
        }
        $best = min($best, (hrtime(true) - $began) / 5e3);
    }
    printf("%-44s %8.1f us\n", $name, $best);
};
$ffi = new FfiTransport((string) getenv('MICROCRED_LIBRARY'), (string) getenv('MICROCRED_HEADER'), []);
$report('PHP: FFI', fn () => $ffi->ask('verify', [], ['document' => $badge], false));
$report('PHP: FFI, the report decoded', fn () => json_decode($ffi->ask('verify', [], ['document' => $badge], false), true));
$child = new ChildTransport((string) getenv('MICROCRED_PROGRAM'), []);
$report('PHP: a child process, the report decoded', fn () => $child->ask('verify', [], ['document' => $badge], false));
