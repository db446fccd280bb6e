"""Images that were baked here, in the hands of others: pixels as they were, and the credential as it was.

images.py MICROCRED BADGE WORK: Pillow and openbadgeslib are imported, rsvg-convert is used where it is installed.
"""
import pathlib
import shutil
import subprocess
import sys

from openbadgeslib import baking
from openbadgeslib.ob3 import OB3Verifier
from PIL import Image

microcred, badge, work = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
credential = badge.read_text().strip()


def run(*arguments, wanted=0):
    done = subprocess.run([microcred, *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == wanted, f"{arguments}: {done.returncode}\n{done.stdout}{done.stderr}"
    return done.stdout


def same(one, other, what):
    assert one == other, f"{what}: {one[:200]!r} is not {other[:200]!r}"


def pixels(path):
    with Image.open(path) as image:
        image.load()
        return image.mode, image.size, image.tobytes(), image.text if hasattr(image, "text") else {}


modes = {"L": 128, "RGB": (10, 20, 30), "RGBA": (10, 20, 30, 40), "P": 3, "1": 1, "I;16": 40000}
for mode, colour in modes.items():
    plain, baked = work / f"{mode}.png".replace(";", ""), work / f"{mode}.baked.png".replace(";", "")
    Image.new(mode, (40, 30), colour).save(plain)
    run("bake", badge, "--template", plain, "--out", baked)
    (before, after) = (pixels(plain), pixels(baked))
    same(before[:3], after[:3], f"{mode}: pixels")
    same(str(after[3]["openbadgecredential"]), credential, f"{mode}: the text that Pillow reads")
    same(OB3Verifier.extract_token_from_png(baked.read_bytes()), credential, f"{mode}: openbadgeslib unbakes")
    run("verify", baked)

plain, baked = work / "plain.svg", work / "baked.svg"
plain.write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 30"><rect width="30" height="20" fill="#103050"/></svg>')
run("bake", badge, "--template", plain, "--out", baked)
same(OB3Verifier.extract_token_from_svg(baked.read_bytes()).strip(), credential, "openbadgeslib unbakes an SVG")
run("verify", baked)
drawn = work / "drawn.svg"
run("bake", badge, "--out", drawn)
same(OB3Verifier.extract_token_from_svg(drawn.read_bytes()).strip(), credential, "openbadgeslib unbakes what was drawn")

# What openbadgeslib bakes is read here.
for template, bake, extension in [(work / "RGB.png", baking.bake_png, "png"), (plain, baking.bake_svg, "svg")]:
    theirs = work / f"theirs.{extension}"
    theirs.write_bytes(bake(template.read_bytes(), credential))
    run("verify", theirs)
    same(run("unbake", theirs).strip(), credential, f"unbaked here from their {extension}")

seen = "rsvg-convert is not here"
if shutil.which("rsvg-convert"):
    for source in (plain, baked, drawn):
        subprocess.run(["rsvg-convert", "-w", "200", source, "-o", source.with_suffix(".drawn.png")], check=True)
    same(pixels(plain.with_suffix(".drawn.png"))[:3], pixels(baked.with_suffix(".drawn.png"))[:3], "librsvg: pixels")
    seen = "librsvg draws the same"
print(f"images: {len(modes)} kinds of PNG open unchanged in Pillow, PNG and SVG unbake in openbadgeslib and theirs here; {seen}")
