"""Ways to tamper with an evidence package, drawn at random from a seed: by accident and by fraud."""

import random
from collections.abc import Callable
from typing import Any, Final, NamedTuple

import msgspec

from livecontract.domain.audit import AuditEntry, Head, entry_hash
from livecontract.domain.canonical import canonical
from livecontract.domain.recording import Batch, batch_hash
from livecontract.evidence import manifest as m
from livecontract.evidence.archive import is_package
from livecontract.evidence.consistency import AuditFile, as_canonical
from tests.evidence.packing import put_together, taken_apart, with_manifest


class Tampering(NamedTuple):
    """A package that was tampered with, and how."""

    kind: str
    content: bytes


class Tamperer:
    """Somebody who has a package, another one of the same platform, and all our code, but no key."""

    def __init__(self, package: bytes, other: bytes, seed: int) -> None:
        self._genuine = {package, other}
        self._package = package
        self._files = taken_apart(package)
        self._other = taken_apart(other)
        self._chance = random.Random(seed)

    def next(self, wanted: str | None = None) -> Tampering:
        """One more package that differs from the original, in the way that is wanted or in any."""
        while True:
            kind = wanted or self._chance.choice(sorted(KINDS))
            content = KINDS[kind](self)
            if content not in self._genuine and is_package(content):
                return Tampering(kind, content)

    def flip(self, content: bytes) -> bytes:
        changed = bytearray(content)
        changed[self._chance.randrange(len(changed))] ^= 1 << self._chance.randrange(8)
        return bytes(changed)

    def any_path(self, *but: str) -> str:
        return self._chance.choice([path for path in self._files if path not in but])

    def flipped_bit(self) -> bytes:
        return self.flip(self._package)

    def cut_off(self) -> bytes:
        return self._package[: self._chance.randrange(2, len(self._package))]

    def lengthened(self) -> bytes:
        return self._package + self._chance.randbytes(self._chance.randrange(1, 50))

    def piece_replaced(self) -> bytes:
        at = self._chance.randrange(len(self._package) - 20)
        return self._package[:at] + self._chance.randbytes(20) + self._package[at + 20 :]

    def flipped_in_file(self) -> bytes:
        """The frame's checksum fits again, the manifest does not."""
        path = self.any_path()
        return put_together({**self._files, path: self.flip(self._files[path])})

    def flipped_in_file_and_manifest(self) -> bytes:
        path = self.any_path(m.MANIFEST, m.MANIFEST_STAMP)
        return put_together(with_manifest({**self._files, path: self.flip(self._files[path])}))

    def flipped_stamp(self) -> bytes:
        path = self._chance.choice([m.MANIFEST_STAMP, m.CHECKPOINT_STAMP])
        return put_together(with_manifest({**self._files, path: self.flip(self._files[path])}))

    def dropped_file(self) -> bytes:
        gone = self.any_path()
        return put_together({path: content for path, content in self._files.items() if path != gone})

    def dropped_file_and_manifest(self) -> bytes:
        gone = self.any_path(m.MANIFEST, m.MANIFEST_STAMP)
        return put_together(with_manifest({p: c for p, c in self._files.items() if p != gone}))

    def added_file(self) -> bytes:
        files = {**self._files, f"documents/{self._chance.randrange(3, 99):02}-uploaded.pdf": b"%PDF-1.7"}
        return put_together(with_manifest(files) if self._chance.random() < 0.5 else files)

    def reordered_files(self) -> bytes:
        paths = list(self._files)
        self._chance.shuffle(paths)
        files = {path: self._files[path] for path in paths}
        return put_together(with_manifest(files) if self._chance.random() < 0.5 else files)

    def swapped_files(self) -> bytes:
        """Two of a kind change places."""
        suffix = self._chance.choice([".pdf", ".json", ".pem", ".tst"])
        one, two = self._chance.sample([p for p in self._files if p.endswith(suffix) and p != m.MANIFEST], 2)
        files = {**self._files, one: self._files[two], two: self._files[one]}
        return put_together(with_manifest(files) if self._chance.random() < 0.7 else files)

    def file_of_another(self) -> bytes:
        path = self._chance.choice([path for path in self._files if path in self._other])
        files = {**self._files, path: self._other[path]}
        return put_together(files if path.startswith("manifest.") else with_manifest(files))

    def several_files_of_another(self) -> bytes:
        shared = [path for path in self._files if path in self._other]
        taken = self._chance.sample(shared, self._chance.randrange(2, len(shared)))
        return put_together({**self._files, **{path: self._other[path] for path in taken}})

    def entry_changed(self) -> bytes:
        entries = self.entries()
        place = self._chance.randrange(len(entries))
        return self.with_entries(self.changed(entries, place), rehashed=False)

    def entry_forged(self) -> bytes:
        """Every hash of the chain is made anew, and the manifest with it."""
        entries = self.entries()
        place = self._chance.randrange(len(entries))
        return self.with_entries(self.changed(entries, place), rehashed=True)

    def entry_dropped(self) -> bytes:
        entries = self.entries()
        del entries[self._chance.randrange(len(entries))]
        return self.with_entries(entries, rehashed=self._chance.random() < 0.7)

    def entries_reordered(self) -> bytes:
        entries = self.entries()
        one, two = self._chance.sample(range(len(entries)), 2)
        entries[one], entries[two] = entries[two], entries[one]
        return self.with_entries(entries, rehashed=self._chance.random() < 0.7)

    def entry_repeated(self) -> bytes:
        entries = self.entries()
        place = self._chance.randrange(len(entries))
        entries.insert(place, entries[self._chance.randrange(len(entries))])
        return self.with_entries(entries, rehashed=self._chance.random() < 0.7)

    def chain_cut_off(self) -> bytes:
        entries = self.entries()
        return self.with_entries(entries[: self._chance.randrange(1, len(entries))], rehashed=False)

    def batch_changed(self) -> bytes:
        return self.with_recording(self.change_batch)

    def batch_dropped(self) -> bytes:
        return self.with_recording(lambda batches: batches.pop(self._chance.randrange(len(batches))))

    def batches_reordered(self) -> bytes:
        return self.with_recording(self._chance.shuffle)

    def entries(self) -> list[AuditEntry]:
        return list(msgspec.json.decode(self._files[m.AUDIT], type=AuditFile).entries)

    def changed(self, entries: list[AuditEntry], place: int) -> list[AuditEntry]:
        member = self._chance.choice(["at", "actor", "type", "data"])
        entry = entries[place]
        value: Any = {**entry.data, "x": 1} if member == "data" else getattr(entry, member) + "x"
        if member == "data" and self._chance.random() < 0.7:
            value = self.plausible(entry.data)
        entries[place] = msgspec.structs.replace(entry, **{member: value})
        return entries

    def plausible(self, record: dict[str, object]) -> dict[str, object]:
        """Another value of the right kind, for one member."""
        if not record:
            return {"x": 1}
        name = self._chance.choice(sorted(record))
        value = record[name]
        if isinstance(value, bool) or value is None:
            return {**record, name: not value}
        if isinstance(value, int):
            return {**record, name: value + 1}
        return {**record, name: self.other_text(value) if isinstance(value, str) else []}

    def other_text(self, value: str) -> str:
        """A digit or letter of it is another one."""
        places = [n for n, c in enumerate(value) if c in "0123456789abcdef"]
        if not places:
            return value + "0"
        place = self._chance.choice(places)
        return value[:place] + ("1" if value[place] != "1" else "2") + value[place + 1 :]

    def with_entries(self, entries: list[AuditEntry], *, rehashed: bool) -> bytes:
        chain = rechained(entries) if rehashed else entries
        audit = as_canonical(AuditFile(contract_id=chain[0].contract_id, entries=tuple(chain)))
        manifest = msgspec.json.decode(self._files[m.MANIFEST], type=m.Manifest)
        if self._chance.random() < 0.8:
            manifest = msgspec.structs.replace(manifest, head=Head(seq=chain[-1].seq, hash=chain[-1].hash))
        files = {**self._files, m.AUDIT: audit, m.MANIFEST: as_canonical(manifest)}
        return put_together(with_manifest(files))

    def with_recording(self, change: Callable[[list[Batch]], object]) -> bytes:
        path = self._chance.choice([path for path in self._files if path.startswith("recordings/")])
        recording = msgspec.json.decode(self._files[path])
        batches = msgspec.convert(recording["batches"], list[Batch])
        change(batches)
        if self._chance.random() < 0.7:
            batches = rebound(batches)
            recording["closing"] |= {"batches": len(batches), "hash": batches[-1].hash if batches else ""}
        recording["batches"] = msgspec.to_builtins(batches)
        return put_together(with_manifest({**self._files, path: msgspec.json.encode(recording)}))

    def change_batch(self, batches: list[Batch]) -> None:
        place = self._chance.randrange(len(batches))
        batch = batches[place]
        member = self._chance.choice(["events", "at", "epoch", "session_id"])
        batches[place] = msgspec.structs.replace(
            batch, **{member: self.other_text(getattr(batch, member)) + " "}
        )

    def manifest_changed(self) -> bytes:
        manifest = msgspec.json.decode(self._files[m.MANIFEST])
        name = self._chance.choice(["format", "contractId", "title", "status", "madeAt"])
        manifest[name] = self.other_text(manifest[name])
        return put_together({**self._files, m.MANIFEST: canonical(manifest)})

    def written_otherwise(self) -> bytes:
        """The same content in another form of JSON."""
        path = self._chance.choice([m.MANIFEST, m.AUDIT, m.CHECKPOINT])
        text = msgspec.json.format(self._files[path], indent=self._chance.choice([0, 2]))
        return put_together(with_manifest({**self._files, path: text}))


def rechained(entries: list[AuditEntry]) -> list[AuditEntry]:
    """The same entries, numbered and hashed anew."""
    made: list[AuditEntry] = []
    for number, entry in enumerate(entries, 1):
        prev = made[-1].hash if made else ""
        linked = msgspec.structs.replace(entry, seq=number, prev=prev)
        made.append(msgspec.structs.replace(linked, hash=entry_hash(linked)))
    return made


def rebound(batches: list[Batch]) -> list[Batch]:
    """The same batches, numbered and hashed anew."""
    made: list[Batch] = []
    for number, batch in enumerate(batches, 1):
        prev = made[-1].hash if made else ""
        linked = msgspec.structs.replace(batch, number=number, prev=prev)
        made.append(msgspec.structs.replace(linked, hash=batch_hash(linked)))
    return made


KINDS: Final[dict[str, Callable[[Tamperer], bytes]]] = {
    name: method
    for name, method in vars(Tamperer).items()
    if not name.startswith("_")
    and name
    not in {
        *("next", "flip", "any_path", "entries", "changed", "plausible", "other_text"),
        *("with_entries", "with_recording", "change_batch"),
    }
}
