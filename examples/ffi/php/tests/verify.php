<?php

/** Says what each file is worth; the exit code is 1 if one is not valid. */

declare(strict_types=1);

require __DIR__ . '/../src/Microcred.php';

$engine = Microcred\Engine::open();
$bad = 0;
foreach (array_slice($argv, 1) as $file) {
    $outcome = $engine->verify((string) file_get_contents($file))['outcome'];
    echo "$file: $outcome\n";
    $bad |= (int) ($outcome !== 'valid');
}
exit($bad);
