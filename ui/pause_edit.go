package ui

import (
	"context"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// setPause changes what was given and leaves the rest.
func (s *Server) setPause(ctx context.Context, v archive.Viewer, frozen, braked *bool, note string) error {
	switch {
	case frozen != nil && *frozen:
		if err := s.Archive.Freeze(ctx, v, note); err != nil {
			return err
		}
	case frozen != nil:
		if err := s.Archive.Thaw(ctx, v); err != nil {
			return err
		}
	}
	if braked != nil && *braked {
		return archive.Invalid("braked", "Only a surge of writing turns this on.")
	}
	if braked != nil {
		return s.Archive.Release(ctx, v)
	}
	return nil
}

// paused is the sentence that every page carries while editing is held back. A
// page is shown without it rather than not at all.
func (s *Server) paused(c *gin.Context) string {
	p, err := s.Archive.Pause(c.Request.Context())
	switch {
	case err != nil:
		s.Log.Error("the pause could not be read", "id", requestID(c), "error", err)
	case p.Frozen != nil:
		return "Editing is stopped at the moment: " + p.Frozen.Note + " You can read, listen and report as always."
	case !p.Braked.IsZero():
		return "So much is being written at the moment that every fix waits for someone to look. Nothing is lost."
	}
	return ""
}

var yes, no = true, false

// pauseEdit answers POST /pause: a custodian stops editing or lets it go on.
func (s *Server) pauseEdit(c *gin.Context) error {
	in := posted(c)
	var frozen, braked *bool
	notice := "Editing goes on."
	switch in.Get("do") {
	case "freeze":
		frozen, notice = &yes, "Editing is stopped. Everyone who tries is told why."
	case "thaw":
		frozen = &no
	case "release":
		braked = &no
	default:
		return archive.Invalid("do", "Please choose what to do.")
	}
	if err := s.setPause(c.Request.Context(), s.viewer(c), frozen, braked, in.Get("note")); err != nil {
		return err
	}
	return s.redirect(c, "/work", notice)
}

// protectEdit answers POST /interviews/:id/protect.
func (s *Server) protectEdit(c *gin.Context) error {
	in, id := posted(c), c.Param("id")
	on := in.Get("protect") == "yes"
	if err := s.Archive.Protect(c.Request.Context(), s.viewer(c), id, on, in.Get("note")); err != nil {
		return err
	}
	notice := "Everyone's fixes are taken as before."
	if on {
		notice = "Only custodians' fixes apply now. All others wait."
	}
	return s.redirect(c, "/interviews/"+id+"/manage", notice)
}
