package main

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"strings"
	"testing"
)

// prohibitions are the imports that would turn the layers upside down. A trailing
// /... means the package and everything below it.
var prohibitions = []struct{ from, to, why string }{
	{"earshot/archive", "earshot/...", "the domain imports nothing of ours"},
	{"earshot/search", "earshot/ui/...", "search must not know pages"},
	{"earshot/search", "earshot/transcribe/...", "search must not know how sound becomes words"},
	{"earshot/search", "earshot/search/...", "what can be asked must not know the index that answers"},
	{"earshot/transcribe", "earshot/search/...", "sound to words must not know search"},
	{"earshot/transcribe", "earshot/ui/...", "sound to words must not know pages"},
	{"earshot/ui", "earshot/transcribe/...", "pages must not know engines"},
	{"earshot/ui", "earshot/search/bleveindex", "pages must not know the index that answers"},
	{"earshot/ui", "earshot/archive/sqlstore", "pages must not know the database"},
	{"earshot/ui", "earshot/archive/s3blobs", "pages must not know the bucket"},
	{"earshot/archive/sqlstore", "earshot/archive/s3blobs", "adapters must not know each other"},
	{"earshot/archive/s3blobs", "earshot/archive/sqlstore", "adapters must not know each other"},
	{"earshot/archive/...", "earshot/ui/...", "adapters must not know pages"},
	{"earshot/archive/...", "earshot/search/...", "adapters of the archive must not know search"},
	{"earshot/archive/...", "earshot/transcribe/...", "adapters of the archive must not know engines"},
	{"earshot/search/...", "earshot/ui/...", "the index must not know pages"},
	{"earshot/transcribe/...", "earshot/ui/...", "engines must not know pages"},
	{"earshot/transcribe/...", "earshot/search/...", "engines must not know search"},
}

// ownImports are the exceptions: what a package may import although a rule above
// covers it.
var ownImports = map[string][]string{
	"earshot/transcribe": {"earshot/transcribe/captions", "earshot/transcribe/sound"},
}

type goPackage struct {
	ImportPath string
	Standard   bool
	Imports    []string
}

func TestLayers(t *testing.T) {
	out, err := exec.Command("go", "list", "-json=ImportPath,Standard,Imports", "earshot/...").Output()
	if err != nil {
		t.Fatal(err)
	}
	dec := json.NewDecoder(strings.NewReader(string(out)))
	seen := 0
	for {
		var p goPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		seen++
		for _, to := range p.Imports {
			for _, rule := range prohibitions {
				if matches(rule.from, p.ImportPath) && matches(rule.to, to) && p.ImportPath != to && !allowed(p.ImportPath, to) {
					t.Errorf("%s imports %s: %s", p.ImportPath, to, rule.why)
				}
			}
			if p.ImportPath == "earshot/archive" && strings.Contains(to, ".") {
				t.Errorf("archive imports %s: the domain imports the standard library only", to)
			}
		}
	}
	if seen < 10 {
		t.Errorf("only %d packages were listed", seen)
	}
}

func matches(pattern, path string) bool {
	root, below := strings.CutSuffix(pattern, "/...")
	return path == root || (below && strings.HasPrefix(path, root+"/"))
}

func allowed(from, to string) bool {
	for _, ok := range ownImports[from] {
		if ok == to {
			return true
		}
	}
	return false
}
