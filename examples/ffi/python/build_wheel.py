"""Makes wheels of the wrapper: one with the library in it, for every Python 3 on a platform, and one of the didkit module.

    python3 build_wheel.py target/release/libmicrocred.so [FOLDER]

On Linux the tag says the oldest glibc that the library runs with, as its own symbols say.
"""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path
from typing import Mapping

HERE = Path(__file__).parent
METADATA = """Metadata-Version: 2.1
Name: {name}
Version: {version}
Summary: {summary}
License: MIT OR Apache-2.0
Requires-Python: >=3.9
{more}"""


def platform(library: Path) -> str:
    """The tag of the platform."""
    tag = re.sub(r"[-.]", "_", sysconfig.get_platform())
    if not tag.startswith("linux_"):
        return tag
    wanted = [(int(major), int(minor)) for major, minor in re.findall(rb"GLIBC_(\d+)\.(\d+)", library.read_bytes())]
    if not wanted:
        return tag
    major, minor = max(wanted)
    return f"manylinux_{major}_{minor}_{tag.removeprefix('linux_')}"


def write(folder: Path, name: str, version: str, tag: str, metadata: str, files: Mapping[str, bytes]) -> Path:
    info = f"{name}-{version}.dist-info"
    wheel = f"Wheel-Version: 1.0\nGenerator: build_wheel\nRoot-Is-Purelib: {str(tag.endswith('any')).lower()}\nTag: {tag}\n"
    files = {**files, f"{info}/METADATA": metadata.encode(), f"{info}/WHEEL": wheel.encode()}
    record = []
    place = folder / f"{name}-{version}-{tag}.whl"
    with zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            record.append(f"{path},sha256={digest},{len(content)}")
            # The same bytes on every machine and day.
            archive.writestr(zipfile.ZipInfo(path), content, zipfile.ZIP_DEFLATED)
        archive.writestr(zipfile.ZipInfo(f"{info}/RECORD"), "\n".join([*record, f"{info}/RECORD,,", ""]))
    return place


def main() -> None:
    library = Path(sys.argv[1])
    folder = Path(sys.argv[2] if len(sys.argv) > 2 else "dist")
    folder.mkdir(parents=True, exist_ok=True)
    asked = "import microcred; print(microcred.info()['version'])"
    environment = {"MICROCRED_LIBRARY": str(library.resolve()), "PYTHONPATH": str(HERE)}
    version = subprocess.run([sys.executable, "-c", asked], env=environment, check=True, capture_output=True, text=True)
    version = version.stdout.strip()
    package = {f"microcred/{name}": (HERE / "microcred" / name).read_bytes() for name in ("__init__.py", "py.typed")}
    # The name that it is looked for by, whatever it is called where it was built or installed.
    suffix = next(suffix for suffix in (".so", ".dylib", ".dll") if suffix in library.name)
    package[f"microcred/{'' if suffix == '.dll' else 'lib'}microcred{suffix}"] = library.read_bytes()
    summary = "EC micro-credentials as Open Badges 3.0: issue, verify, bake, stack"
    metadata = METADATA.format(name="microcred", version=version, summary=summary, more="")
    print(write(folder, "microcred", version, f"py3-none-{platform(library)}", metadata, package))
    summary, more = "The interface of didkit on top of microcred", f"Requires-Dist: microcred=={version}\n"
    metadata = METADATA.format(name="microcred-didkit", version=version, summary=summary, more=more)
    module = {"didkit/__init__.py": (HERE / "didkit" / "__init__.py").read_bytes()}
    print(write(folder, "microcred_didkit", version, "py3-none-any", metadata, module))


main()
