"""The bill of materials (SBOM) of a package, in CycloneDX 1.6: the crates of the program, and the fonts in it."""

import json
import uuid


def url(kind: str, name: str, version: str) -> str:
    return f"pkg:{kind}/{name.replace('@', '%40')}@{version}"


def reachable(metadata: dict, root: str) -> dict[str, list[str]]:
    """The packages that are compiled into `root`, each with its direct dependencies."""
    nodes = {node["id"]: node for node in metadata["resolve"]["nodes"]}
    found: dict[str, list[str]] = {}
    open_ids = [root]
    while open_ids:
        package = open_ids.pop()
        if package in found:
            continue
        used = [
            dep["pkg"]
            for dep in nodes[package]["deps"]
            if any(kind["kind"] is None for kind in dep["dep_kinds"])
        ]
        found[package] = sorted(used)
        open_ids += used
    return found


def fonts(lock: dict) -> list[dict]:
    """The packages of fonts, by the lock of the browser's scripts."""
    found = []
    for path, package in sorted(lock["packages"].items()):
        name = path.removeprefix("node_modules/")
        if name.startswith("@expo-google-fonts/"):
            reference = url("npm", name, package["version"])
            found.append(
                {
                    "type": "library",
                    "bom-ref": reference,
                    "name": name,
                    "version": package["version"],
                    "purl": reference,
                    "licenses": [{"expression": "OFL-1.1"}],
                }
            )
    return found


def bom(metadata: dict, lock: dict, created: str) -> bytes:
    """The document. `metadata` is cargo's, `created` a time in ISO 8601."""
    packages = {package["id"]: package for package in metadata["packages"]}
    [root] = [key for key, package in packages.items() if package["name"] == "server"]
    used = reachable(metadata, root)

    def reference(key: str) -> str:
        return url("cargo", packages[key]["name"], packages[key]["version"])

    def component(key: str) -> dict:
        package = packages[key]
        described = {
            "type": "library",
            "bom-ref": reference(key),
            "name": package["name"],
            "version": package["version"],
            "purl": reference(key),
        }
        if package["license"]:
            # Old manifests write a slash for `OR`.
            expression = package["license"].replace("/", " OR ")
            described["licenses"] = [{"expression": expression}]
        return described

    version = packages[root]["version"]
    main = {
        "type": "application",
        "bom-ref": reference(root),
        "name": "humeur",
        "version": version,
        "licenses": [{"expression": "MIT OR Apache-2.0"}],
    }
    components = [component(key) for key in sorted(used, key=reference) if key != root]
    all_fonts = fonts(lock)
    dependencies = [
        {
            "ref": reference(key),
            "dependsOn": sorted({reference(other) for other in used[key]})
            + ([font["bom-ref"] for font in all_fonts] if key == root else []),
        }
        for key in sorted(used, key=reference)
    ]
    body = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"timestamp": created, "component": main},
        "components": components + all_fonts,
        "dependencies": dependencies,
    }
    # The same parts give the same serial number.
    number = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(body, sort_keys=True))
    body["serialNumber"] = f"urn:uuid:{number}"
    return json.dumps(body, indent=2, sort_keys=True).encode() + b"\n"
