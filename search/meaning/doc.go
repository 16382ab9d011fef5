// Package meaning finds passages that say something like what was asked, in other
// words: "feeling lonely" finds "I had nobody to talk to".
//
// A Model, all-MiniLM-L6-v2 (Wang et al. 2020; sentence-transformers) with 8-bit
// weights in a supervised Python child, turns a text into 384 numbers, its vector;
// texts that mean alike have vectors that point the same way. It was chosen because
// it is small (23 MB), needs only what the speech engine brings along, and has an
// open licence. It knows English: interviews in other languages are left out.
//
// A Finder keeps a vector of every passage that anyone may find, in one file beside
// the index. It follows the archive's feed as the index does, behind it: a fix is
// found by its words at once, and by its meaning when its vector is made. The file
// can be lost at any time and is made again.
//
// A passage takes 512 bytes on disk and about 130 in memory. A question first
// compares signs of parts only (48 bytes a passage) and then weighs the nearest by
// whole vectors, so that a million passages take some 40 ms and not half a second;
// binary codes with a second look are known to lose next to nothing at such a margin
// (Yamada, Asai and Hajishirzi, "Efficient Passage Retrieval with Hashing", ACL 2021).
package meaning
