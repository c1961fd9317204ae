#!/usr/bin/env python
"""Look up every locked package in the index of known vulnerabilities; fails for what is found there.

No answer is no failure: a machine may have no way to the index. IGNORED takes what was judged not to concern
us, with the reason beside it.
"""

import json
import subprocess
import sys

IGNORED: list[str] = []

words = ["pip-audit", "--require-hashes", "--disable-pip", "-r", "requirements.lock", "--format=json"]
words += ["--progress-spinner=off", *(f"--ignore-vuln={name}" for name in IGNORED)]
done = subprocess.run(words, capture_output=True, text=True, check=False)
try:
    packages = json.loads(done.stdout)["dependencies"]
except (ValueError, KeyError):
    packages = []
asked = [package for package in packages if "skip_reason" not in package]
found = [package for package in asked if package["vulns"]]
for package in found:
    for hole in package["vulns"]:
        mended = ", ".join(hole["fix_versions"]) or "no version"
        print(f"{package['name']} {package['version']}: {hole['id']}, mended in {mended}")
if not asked:
    said = (done.stderr.strip().splitlines() or ["nothing was said"])[-1]
    reason = f"it knows none of {len(packages)} packages" if packages else said
    print(f"The index of known vulnerabilities does not answer ({reason}); the packages were not looked up.")
else:
    print(f"{len(asked)} of {len(packages)} packages looked up, {len(found)} with a known vulnerability.")
sys.exit(bool(found))
