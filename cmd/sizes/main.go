// Command sizes prints how large files, functions and interfaces are, beside
// the budgets this project keeps, so that drift shows in review. It fails only
// when a file is over the hard limit or a package has no comment.
package main

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const hardLimit = 600 // lines of a non-test file

// tally is what the walk found.
type tally struct {
	files, funcs    []int // lines of each
	methods         int   // of the largest interface
	largest         string
	code, test      int // lines
	tooLong, silent []string
}

func main() {
	t := &tally{}
	packages := map[string]bool{} // has a comment
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && (d.Name() == "node_modules" || (strings.HasPrefix(d.Name(), ".") && path != ".")) {
			return filepath.SkipDir
		}
		if d.IsDir() || !strings.HasSuffix(path, ".go") {
			return nil
		}
		return t.read(path, packages)
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, "sizes:", err)
		os.Exit(1)
	}
	for dir, commented := range packages {
		if !commented {
			t.silent = append(t.silent, dir)
		}
	}
	t.print()
	if len(t.tooLong) > 0 || len(t.silent) > 0 {
		os.Exit(1)
	}
}

// read counts one file.
func (t *tally) read(path string, packages map[string]bool) error {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, path, nil, parser.ParseComments)
	if err != nil {
		return err
	}
	lines := set.File(file.Pos()).LineCount()
	dir := filepath.Dir(path)
	if strings.HasSuffix(path, "_test.go") || strings.HasSuffix(dir, "test") { // suites such as storetest
		t.test += lines
		return nil
	}
	packages[dir] = packages[dir] || file.Doc != nil
	t.code += lines
	t.files = append(t.files, lines)
	if lines > hardLimit {
		t.tooLong = append(t.tooLong, fmt.Sprintf("%s: %d lines", path, lines))
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			t.funcs = append(t.funcs, set.Position(n.End()).Line-set.Position(n.Pos()).Line+1)
		case *ast.TypeSpec:
			if i, ok := n.Type.(*ast.InterfaceType); ok {
				t.interfaceType(n.Name.Name, i)
			}
		}
		return true
	})
	return nil
}

// interfaceType counts the methods an interface itself lists.
func (t *tally) interfaceType(name string, i *ast.InterfaceType) {
	own := 0
	for _, m := range i.Methods.List {
		own += len(m.Names)
	}
	if own > t.methods {
		t.methods, t.largest = own, name
	}
}

func (t *tally) print() {
	fmt.Printf("files      %4d non-test   median %d (110)   95th percentile %d (400)   longest %d (%d)\n",
		len(t.files), percentile(t.files, 50), percentile(t.files, 95), percentile(t.files, 100), hardLimit)
	fmt.Printf("functions  %4d            95th percentile %d lines (60)\n", len(t.funcs), percentile(t.funcs, 95))
	fmt.Printf("interfaces largest has %d methods (5): %s\n", t.methods, t.largest)
	fmt.Printf("tests      %d lines for %d of code: %.2f (0.80)\n", t.test, t.code, float64(t.test)/float64(t.code))
	for _, s := range t.tooLong {
		fmt.Println("too long:", s)
	}
	for _, s := range t.silent {
		fmt.Println("no package comment:", s)
	}
}

// percentile returns the value that p percent of the numbers do not exceed.
func percentile(numbers []int, p int) int {
	if len(numbers) == 0 {
		return 0
	}
	slices.Sort(numbers)
	return numbers[max(0, (len(numbers)*p+99)/100-1)]
}
