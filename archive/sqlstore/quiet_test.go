package sqlstore

import (
	"bytes"
	"log/slog"
	"strings"
	"testing"
)

func TestRiverIsHeardOnlyWhenSomethingIsWrong(t *testing.T) {
	var b bytes.Buffer
	log := Options{Log: slog.New(slog.NewTextHandler(&b, nil))}.riverLog()
	log.Info("a step", "n", 1)
	log.Warn("a worry", "n", 2)
	if got := b.String(); strings.Contains(got, "a step") || !strings.Contains(got, "a worry") {
		t.Errorf("logged %q", got)
	}
}
