package ui

import (
	"bytes"
	"embed"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

//go:embed templates
var templateFiles embed.FS

//go:embed all:static
var staticFiles embed.FS

// templates holds one set for each page: the layout, the parts, the page.
type templates map[string]*template.Template

// siteTemplates are read once a process: they are part of the program.
var siteTemplates = sync.OnceValues(parseTemplates)

// parseTemplates reads templates/layout.html, templates/parts/*.html and one
// file a page. Names starting with "_" are parts too.
func parseTemplates() (templates, error) {
	shared, err := template.New("layout").Funcs(templateFuncs()).ParseFS(templateFiles, "templates/layout.html", "templates/parts/*.html")
	if err != nil {
		return nil, fmt.Errorf("templates: %w", err)
	}
	pages, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		return nil, err
	}
	set := templates{}
	for _, file := range pages {
		name := strings.TrimSuffix(path.Base(file), ".html")
		if name == "layout" {
			continue
		}
		t, err := template.Must(shared.Clone()).ParseFS(templateFiles, file)
		if err != nil {
			return nil, fmt.Errorf("template %s: %w", name, err)
		}
		set[name] = t
	}
	return set, nil
}

// shell is what the layout knows besides the page itself.
type shell struct {
	Site   string
	Title  string
	Path   string
	Viewer archive.Viewer
	Assets assets // addresses of style and scripts, with their content hash
	Notice notice // told once after a redirect
	Paused string // why editing is held back, or ""
	Page   any
}

// SignedIn tells the layout which links to show.
func (s shell) SignedIn() bool { return s.Viewer.Role() != archive.Visitor }

// May tells whether the viewer's role is at least the named one.
func (s shell) May(role string) bool { return s.Viewer.Role().AtLeast(archive.Role(role)) }

// render answers with a page. data is what the page's template gets as .Page.
func (s *Server) render(c *gin.Context, status int, name, title string, data any) {
	body, err := s.renderBytes(c, name, title, data)
	if err != nil {
		s.Log.Error("page failed", "id", requestID(c), "page", name, "error", err)
		c.String(http.StatusInternalServerError, "Something went wrong on our side. Request %s.", requestID(c))
		return
	}
	if c.Writer.Header().Get("Cache-Control") == "" {
		c.Header("Cache-Control", "private, no-store")
	}
	c.Data(status, "text/html; charset=utf-8", body)
}

func (s *Server) renderBytes(c *gin.Context, name, title string, data any) ([]byte, error) {
	t, ok := s.templates[name]
	if !ok {
		return nil, fmt.Errorf("no template %q", name)
	}
	var b bytes.Buffer
	sh := shell{Site: s.Name, Title: title, Path: c.Request.URL.Path, Viewer: s.viewer(c), Assets: siteAssets, Notice: s.notice(c), Paused: s.paused(c), Page: data}
	if err := t.ExecuteTemplate(&b, "layout", sh); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}
