// Package mp3scan answers what an MP3 file really holds, before any decoder
// sees it: where its frames are, which of them hang together, what is missing,
// and by how much a decoder's first sample is late.
//
// It reads frame headers only, in constant memory, and believes no size a tag
// claims until frames are found where the claim points. What it hands to a
// decoder is a stream of frames without tags, pictures or rubbish, in which
// damaged stretches are replaced by silent frames of the same length, so that
// every later word keeps its time.
//
// It is our own because no library looks at a file this way: decoders skip what
// they do not understand in silence. Layouts follow ISO/IEC 11172-3 and 13818-3
// (frames), id3.org (ID3v1, ID3v2.3, ID3v2.4), the Hydrogenaudio wiki (APEv2,
// Lyrics3v2) and the LAME project's description of the Xing/Info tag.
package mp3scan
