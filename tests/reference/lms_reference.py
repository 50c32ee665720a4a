# SPDX-License-Identifier: MIT
"""LMS and HSS as RFC 8554 has them, with the parameter sets of RFC 8554, RFC 9858 and NIST
SP 800-208 that use SHA-256: test helpers, which sign any leaf as often as they are told."""

import dataclasses
import functools
import hashlib
import struct

D_PBLC, D_MESG, D_LEAF, D_INTR = 0x8080, 0x8181, 0x8282, 0x8383


@dataclasses.dataclass(frozen=True)
class OneTime:
    """A parameter set of LM-OTS: RFC 8554, 4.1."""
    n: int
    w: int
    p: int
    ls: int

    @property
    def size(self):
        return 4 + self.n * (self.p + 1)


@dataclasses.dataclass(frozen=True)
class Tree:
    """A parameter set of LMS: RFC 8554, 5.1."""
    m: int
    h: int


# The numbers are IANA's: registry "Leighton-Micali Signatures (LMS)".
ONE_TIME = {1: OneTime(32, 1, 265, 7), 2: OneTime(32, 2, 133, 6), 3: OneTime(32, 4, 67, 4),
            4: OneTime(32, 8, 34, 0), 5: OneTime(24, 1, 200, 8), 6: OneTime(24, 2, 101, 6),
            7: OneTime(24, 4, 51, 4), 8: OneTime(24, 8, 26, 0)}
TREES = {5 + i: Tree(32, h) for i, h in enumerate((5, 10, 15, 20, 25))}
TREES.update({10 + i: Tree(24, h) for i, h in enumerate((5, 10, 15, 20, 25))})


class LmsError(Exception):
    """No signature, or not a valid one; the text says why."""


def require(condition, reason):
    if not condition:
        raise LmsError(reason)


def u32(number):
    return struct.pack(">I", number)


def u16(number):
    return struct.pack(">H", number)


def digits_of(data, count, w):
    """coef(S, i, w) for i from 0: RFC 8554, 3.1.3."""
    number = int.from_bytes(data, "big")
    return [number >> (8 * len(data) - w * (i + 1)) & (1 << w) - 1 for i in range(count)]


def with_checksum(digest, ots):
    """The digits of Q || Cksm(Q): RFC 8554, 4.4."""
    top = (1 << ots.w) - 1
    total = sum(top - digit for digit in digits_of(digest, 8 * ots.n // ots.w, ots.w))
    return digits_of(digest + u16(total << ots.ls & 0xFFFF), ots.p, ots.w)


class Hash:
    """SHA-256 cut to the length of the set, behind the identifier of a key."""

    def __init__(self, identifier, size):
        self.identifier, self.size = identifier, size

    def __call__(self, *parts):
        return hashlib.sha256(self.identifier + b"".join(parts)).digest()[:self.size]

    def chain(self, q, i, begin, end, value):
        for step in range(begin, end):
            value = self(u32(q), u16(i), bytes([step]), value)
        return value


def parse_public(public):
    """LMS public key: (type of the tree, type of LM-OTS, identifier, root)."""
    require(len(public) >= 8, "the public key is too short")
    tree_type, ots_type = struct.unpack_from(">II", public)
    require(tree_type in TREES and ots_type in ONE_TIME, "a type of the key is unknown")
    require(TREES[tree_type].m == ONE_TIME[ots_type].n, "the types of the key do not match")
    require(len(public) == 24 + TREES[tree_type].m, "the public key has another length")
    return tree_type, ots_type, public[8:24], public[24:]


def signature_size(tree_type, ots_type):
    return 8 + ONE_TIME[ots_type].size + TREES[tree_type].m * TREES[tree_type].h


def candidate(hashed, q, ots, message, one_time_signature):
    """Kc: RFC 8554, algorithm 4b."""
    n, top = ots.n, (1 << ots.w) - 1
    randomizer, chains = one_time_signature[4:4 + n], one_time_signature[4 + n:]
    digest = hashed(u32(q), u16(D_MESG), randomizer, message)
    ends = [hashed.chain(q, i, digit, top, chains[n * i:n * i + n])
            for i, digit in enumerate(with_checksum(digest, ots))]
    return hashed(u32(q), u16(D_PBLC), *ends)


def verify(public, message, signature):
    """Algorithm 6 and 6a. Raises LmsError; returns the leaf's number."""
    tree_type, ots_type, identifier, root = parse_public(public)
    tree, ots = TREES[tree_type], ONE_TIME[ots_type]
    require(len(signature) == signature_size(tree_type, ots_type), "another length")
    q, = struct.unpack_from(">I", signature)
    require(signature[4:8] == u32(ots_type), "another type of LM-OTS")
    behind = 4 + ots.size
    require(signature[behind:behind + 4] == u32(tree_type), "another type of LMS")
    require(q < 1 << tree.h, "no leaf has that number")
    hashed = Hash(identifier, tree.m)
    number = (1 << tree.h) + q
    node = hashed(u32(number), u16(D_LEAF),
                  candidate(hashed, q, ots, message, signature[4:behind]))
    path = signature[behind + 4:]
    while number > 1:
        other, path = path[:tree.m], path[tree.m:]
        pair = (other, node) if number & 1 else (node, other)
        number >>= 1
        node = hashed(u32(number), u16(D_INTR), *pair)
    require(node == root, "another root")
    return q


def verify_hss(public, message, signature):
    """RFC 8554, algorithm 8."""
    require(len(public) > 4 and len(signature) > 4, "too short")
    levels, = struct.unpack_from(">I", public)
    require(signature[:4] == u32(levels - 1), "another number of levels")
    key, rest = public[4:], signature[4:]
    for _ in range(levels - 1):
        tree_type, ots_type, _, _ = parse_public(key)
        size = signature_size(tree_type, ots_type)
        next_type, = struct.unpack_from(">I", rest, size)
        next_key = rest[size:size + 24 + TREES[next_type].m]
        verify(key, next_key, rest[:size])
        key, rest = next_key, rest[size + len(next_key):]
    verify(key, message, rest)


class PrivateKey:
    """A key whose secrets are made of a seed: RFC 8554, appendix A. Only trees that fit into
    memory are grown."""

    def __init__(self, tree_type, ots_type, identifier, seed):
        self.tree_type, self.ots_type = tree_type, ots_type
        self.tree, self.ots = TREES[tree_type], ONE_TIME[ots_type]
        self.identifier, self.seed = identifier, seed
        self.hash = Hash(identifier, self.tree.m)

    def secret(self, q, i):
        return self.hash(u32(q), u16(i), b"\xff", self.seed)

    def leaf(self, q):
        top = (1 << self.ots.w) - 1
        key = self.hash(u32(q), u16(D_PBLC),
                        *(self.hash.chain(q, i, 0, top, self.secret(q, i))
                          for i in range(self.ots.p)))
        return self.hash(u32((1 << self.tree.h) + q), u16(D_LEAF), key)

    @functools.lru_cache(maxsize=None)
    def node(self, number):
        if number >= 1 << self.tree.h:
            return self.leaf(number - (1 << self.tree.h))
        return self.hash(u32(number), u16(D_INTR), self.node(2 * number),
                         self.node(2 * number + 1))

    def public(self):
        return u32(self.tree_type) + u32(self.ots_type) + self.identifier + self.node(1)

    def path(self, q):
        number = (1 << self.tree.h) + q
        return b"".join(self.node(number >> level ^ 1) for level in range(self.tree.h))

    def sign(self, message, q, randomizer=None):
        """Algorithm 5, without a memory of the leaves that were used."""
        if randomizer is None:
            randomizer = self.hash(u32(q), u16(0xFFFD), b"\xff", self.seed)
        digest = self.hash(u32(q), u16(D_MESG), randomizer, message)
        chains = b"".join(self.hash.chain(q, i, 0, digit, self.secret(q, i))
                          for i, digit in enumerate(with_checksum(digest, self.ots)))
        return (u32(q) + u32(self.ots_type) + randomizer + chains + u32(self.tree_type)
                + self.path(q))


class FalseTree(PrivateKey):
    """A key of any height at the price of one leaf: the tree beside the path of that leaf is
    made up, and nothing below it exists. A verifier cannot tell."""

    def __init__(self, tree_type, ots_type, identifier, seed, q):
        super().__init__(tree_type, ots_type, identifier, seed)
        self.only = q

    @functools.lru_cache(maxsize=None)
    def node(self, number):
        leaf = (1 << self.tree.h) + self.only
        levels = leaf.bit_length() - number.bit_length()
        if leaf >> levels == number:
            return super().node(number)
        return self.hash(u32(number), b"made up", self.seed)
