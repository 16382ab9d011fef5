package ui

import (
	"net/http"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// themeListPage lists the themes that someone may read, as a tree.
type themeListPage struct {
	Groups  []themeGroup
	Deleted []*archive.Theme
	MayMake bool
}

type themeGroup struct {
	Title string
	Nodes []themeNode
}

type themeNode struct {
	*archive.ThemeView
	Mine  bool
	Below []themeNode
}

// themeList answers GET /themes.
func (s *Server) themeList(c *gin.Context) error {
	ctx, v := c.Request.Context(), s.viewer(c)
	all, err := s.Archive.Themes(ctx, v)
	if err != nil {
		return err
	}
	page := themeListPage{MayMake: v.Role() != archive.Visitor}
	if page.Deleted, err = s.Archive.DeletedThemes(ctx, v); err != nil {
		return err
	}
	groups := []themeGroup{{Title: "Your themes"}, {Title: "Shared with you"}, {Title: "Open to everyone"}}
	for _, t := range all {
		at := 2
		switch {
		case t.May.Edit:
			at = 0
		case t.May.Compare:
			at = 1
		}
		if t.Above == nil {
			groups[at].Nodes = append(groups[at].Nodes, themeTree(t, all, 0))
		}
	}
	for _, g := range groups {
		if len(g.Nodes) > 0 {
			page.Groups = append(page.Groups, g)
		}
	}
	s.render(c, http.StatusOK, "themes", "Themes", page)
	return nil
}

// themeTree puts the narrower themes under a wider one. The archive lets no theme
// stand in a circle; depth keeps a damaged one from being followed for ever.
func themeTree(t *archive.ThemeView, all []*archive.ThemeView, depth int) themeNode {
	node := themeNode{ThemeView: t, Mine: t.May.Edit}
	for _, o := range all {
		if o.Above != nil && o.Above.ID == t.ID && depth < 20 {
			node.Below = append(node.Below, themeTree(o, all, depth+1))
		}
	}
	return node
}
