package mp3scan

// dropRubbish takes runs of a few frames in another format, in the midst of a
// stream that goes on as before, for what they are: damage that happens to look
// like frames. Their bytes become part of the gap.
func (s *Scan) dropRubbish() {
	var kept []Segment
	for i, seg := range s.Segments {
		n := len(kept)
		back := i+1 < len(s.Segments) && n > 0 && s.Segments[i+1].First.Format == kept[n-1].First.Format
		switch {
		case back && seg.Frames < shortRun:
			s.Damaged = true
			for _, p := range seg.Pieces {
				bytes := p.End - p.Offset
				if p.missing() {
					bytes = p.Frames
				} else {
					s.good -= p.Frames
					s.lead -= bytes
				}
				kept[n-1].Pieces = append(kept[n-1].Pieces, Piece{Frames: bytes})
			}
		case n > 0 && seg.First.Format == kept[n-1].First.Format:
			kept[n-1].Pieces = append(kept[n-1].Pieces, seg.Pieces...)
			kept[n-1].Frames += seg.Frames
		default:
			kept = append(kept, seg)
		}
	}
	s.Segments = kept
}

// settleGaps turns missing bytes into missing frames by the mean length of a
// frame, or fewer if the file's own header says that fewer are missing (then
// bytes were put in, not overwritten), and writes down where the gaps are.
func (s *Scan) settleGaps() {
	missing := int64(-1)
	if s.Info.Frames >= s.good && len(s.Segments) == 1 {
		missing = s.Info.Frames - s.good
	}
	mean := s.mean()
	var guess int64
	for _, seg := range s.Segments {
		for _, p := range seg.Pieces {
			if p.missing() {
				guess += (p.Frames + mean/2) / mean
			}
		}
	}
	at := 0.0
	for i := range s.Segments {
		seg := &s.Segments[i]
		at = s.settle(seg, at, func(bytes int64) int64 {
			frames := (bytes + mean/2) / mean
			if missing >= 0 && guess > missing {
				frames = frames * missing / guess
			}
			return frames
		})
	}
	if missing >= 0 {
		s.cut = max(0, missing-guess)
		s.Damaged = s.Damaged || s.cut > 0
	}
	s.shiftGaps()
	if s.cut > 0 {
		last := s.Segments[len(s.Segments)-1].First
		end := s.Seconds()
		s.Gaps = append(s.Gaps, Gap{end, end + float64(s.cut)*float64(last.Samples())/float64(last.SampleRate)})
	}
}

func (s *Scan) settle(seg *Segment, at float64, frames func(bytes int64) int64) float64 {
	length := float64(seg.First.Samples()) / float64(seg.First.SampleRate)
	pieces := seg.Pieces[:0]
	for _, p := range seg.Pieces {
		if p.missing() {
			if p.Frames = frames(p.Frames); p.Frames == 0 {
				continue
			}
			seg.Frames += p.Frames
			s.Gaps = append(s.Gaps, Gap{at, at + float64(p.Frames)*length})
		}
		at += float64(p.Frames) * length
		pieces = append(pieces, p)
	}
	seg.Pieces = pieces
	return at
}

// shiftGaps moves the gaps from frame positions to the decoded sound, whose
// first samples are dropped.
func (s *Scan) shiftGaps() {
	lead := float64(s.Lead()) / float64(s.Segments[0].First.SampleRate)
	for i, g := range s.Gaps {
		s.Gaps[i] = Gap{max(0, g.Start-lead), max(0, g.End-lead)}
	}
}

// Lead is how many samples a decoder puts out before the sound begins, at the
// first segment's rate. Like ffmpeg and the browsers built on it, we count them
// only when the encoder left its own delay in the file.
func (s *Scan) Lead() int64 {
	if !s.Info.Gapless || s.Segments[0].First.Layer != 3 {
		return 0
	}
	return min(int64(s.Info.Delay)+decoderDelay, s.Segments[0].Samples())
}

// Trail is how many samples behind the sound the encoder added, at the last
// segment's rate; 0 when the file is not whole.
func (s *Scan) Trail() int64 {
	first := s.Segments[0]
	if !s.Info.Gapless || len(s.Segments) > 1 || s.Info.Frames != first.Frames {
		return 0
	}
	return min(max(0, int64(s.Info.Padding)-decoderDelay), first.Samples()-s.Lead())
}

// Seconds is the length of the decoded sound.
func (s *Scan) Seconds() float64 {
	total := 0.0
	for _, seg := range s.Segments {
		total += seg.Seconds()
	}
	first, last := s.Segments[0].First.SampleRate, s.Segments[len(s.Segments)-1].First.SampleRate
	return total - float64(s.Lead())/float64(first) - float64(s.Trail())/float64(last)
}

// Steady tells whether the whole file is undamaged, of one format, and free of
// intensity stereo: the files on which simple decoders are right.
func (s *Scan) Steady() bool { return !s.Damaged && len(s.Segments) == 1 && !s.Intensity }

// TooMixed tells whether the format changes so often that no player would
// follow.
func (s *Scan) TooMixed() bool { return len(s.Segments) > maxSegments }
