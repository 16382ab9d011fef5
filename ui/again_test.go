package ui

import (
	"fmt"
	"testing"

	"earshot/archive"
)

func TestTranscribeAgainFromTheManagePage(t *testing.T) {
	r := readingRig(t)
	ctx, id := t.Context(), r.short.ID
	at, ada := "/interviews/"+id, r.as(r.ada)
	l := r.line(id, 7)
	r.as(r.bo).post(at+"/changes", "against", "0", "line", fmt.Sprint(l.ID), "text", "It felt like listening spaces that nobody used before.").wants(t, 303)
	ada.get(at+"/manage").wants(t, 200, "Transcribe again", "carried over")
	r.as(r.bo).post(at+"/manage", "do", "again").wants(t, 403)
	ada.follow(ada.post(at+"/manage", "do", "again", "key", "k")).wants(t, 200, "The recording is in the queue.", "A newer transcript is being made")
	r.visitor().get(at).wants(t, 200, "listening")

	iv := r.look(id)
	_, err := r.archive.BeginRun(ctx, id, iv.Run)
	r.must(err)
	lines := testLines(60)
	lines[7].Words[0].Text = "That"
	r.must(r.archive.AddChunk(ctx, &archive.Chunk{Interview: id, Run: iv.Run, End: 240, Key: "chunks/again"}))
	r.must(r.archive.SoundDecoded(ctx, id, iv.Run, 1, archive.SoundFacts{Duration: 240, Type: "audio/wav"}))
	r.must(r.archive.ChunkHeard(ctx, &archive.Chunk{Interview: id, Run: iv.Run, Lines: lines, Language: "en", Engine: "test", Model: "large"}))
	r.must(r.archive.Assemble(ctx, id, iv.Run))

	r.visitor().get(at).wants(t, 200, "That felt like listening spaces", "corrected, version 3")
	r.visitor().get(at+"/versions/1").wants(t, 200, "It felt like listening spaces")
	r.visitor().get(at+"/versions/0").wants(t, 200, "It felt like <u>lifting</u> spaces")
	r.visitor().get(at+"/history").wants(t, 200, "had the recording transcribed again", "is carried over to the newer transcript", "Bo")
	r.visitor().get(at+"/transcript.txt?view=heard").wants(t, 200, "That felt like lifting spaces")
	ada.post(at+"/revert", "version", "2").wants(t, 403)
}
