package ui

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"time"

	"earshot/archive"

	"github.com/gin-gonic/gin"
)

// Config is what the pages are told at their start.
type Config struct {
	Archive        *archive.Archive
	Search         Searcher
	Name           string       // of the site, shown in every title
	Log            *slog.Logger // nil: slog.Default
	Now            func() time.Time
	TrustedProxies []string                    // addresses whose X-Forwarded-For is believed; none by default
	Secure         bool                        // cookies only over HTTPS
	URL            string                      // address of the site, for what people take away; "": the one a request came to
	Spool          string                      // folder for uploads that are under way
	Identify       Identifier                  // tells recordings from other files
	Contact        string                      // how to reach the people who run the archive, shown on every page; may be ""
	LocalToken     string                      // bearer token of commands run on the data folder; acts as an administrator
	Ready          func(context.Context) error // nil or what is not ready yet
	Metrics        http.Handler                // nil: no /metrics
	BodyPause      time.Duration               // longest wait for the next bytes of a request; 0: a minute
	BodyGrace      time.Duration               // time until a request's bytes must come at a least speed; 0: two minutes
}

// Server answers HTTP requests. It is an http.Handler.
type Server struct {
	Config
	engine    *gin.Engine
	handler   http.Handler
	templates templates
	limits    *limits
	marks     *usedMarks
	pages     *pageCache
	uploads   *uploads
	catalogue *catalogue
	deck      *deck
	presence  *presence
}

// New makes a server. It fails when a template does not parse.
func New(cfg Config) (*Server, error) {
	if cfg.Log == nil {
		cfg.Log = slog.Default()
	}
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.BodyPause == 0 {
		cfg.BodyPause = bodyPause
	}
	if cfg.BodyGrace == 0 {
		cfg.BodyGrace = bodyGrace
	}
	t, err := siteTemplates()
	if err != nil {
		return nil, err
	}
	s := &Server{Config: cfg, templates: t, limits: newLimits(cfg.Now), marks: newUsedMarks(), pages: newPageCache(), catalogue: newCatalogue(cfg.Archive), presence: newPresence(cfg.Now)}
	s.deck = newDeck(cfg.Archive, s.catalogue)
	if s.uploads, err = newUploads(cfg); err != nil {
		return nil, err
	}
	gin.SetMode(gin.ReleaseMode)
	s.engine = gin.New()
	if err := s.engine.SetTrustedProxies(cfg.TrustedProxies); err != nil {
		return nil, fmt.Errorf("trusted proxies: %w", err)
	}
	s.engine.HandleMethodNotAllowed = true
	s.engine.NoMethod(s.wrap(func(*gin.Context) error { return errMethod }))
	s.engine.NoRoute(s.wrap(func(*gin.Context) error { return archive.ErrNotFound }))
	for _, r := range s.routes() {
		s.engine.Handle(r.method, r.path, s.wrap(s.guard(r)))
	}
	s.handler = s.protect(s.engine)
	return s, nil
}

// route is one method and path with what answers it.
type route struct {
	method, path string
	handle       func(*gin.Context) error
	min          archive.Role // least role that may call it; Visitor: anyone
	cost         cost         // what it counts against the caller's limits
	body         int64        // most bytes a request may bring; 0 means 256 KiB, anyLength no limit here
}

// routes lists everything the server answers.
func (s *Server) routes() []route {
	all := s.shellRoutes()
	all = append(all, s.readingRoutes()...)
	all = append(all, s.citingRoutes()...)
	all = append(all, s.themeRoutes()...)
	return append(all, s.apiRoutes()...)
}

// guard asks for the least role and counts the request before the handler runs.
func (s *Server) guard(r route) func(*gin.Context) error {
	return func(c *gin.Context) error {
		of(c).route = r.path
		v := s.viewer(c)
		if err := of(c).viewerErr; err != nil {
			return err
		}
		if !v.Role().AtLeast(r.min) {
			if v.Role() == archive.Visitor {
				return archive.ErrSignIn
			}
			return archive.ErrForbidden
		}
		if err := s.limits.take(r.cost, v, c.ClientIP()); err != nil {
			return err
		}
		if err := bound(c, r.body); err != nil {
			return err
		}
		if r.cost == costWrite || r.cost == costEdit {
			s.knowVisitor(c)
		}
		return r.handle(c)
	}
}

// wrap renders the error a handler returns.
func (s *Server) wrap(h func(*gin.Context) error) gin.HandlerFunc {
	return func(c *gin.Context) {
		err := h(c)
		if err == nil || errors.Is(err, context.Canceled) {
			return
		}
		s.fail(c, err)
	}
}

// ServeHTTP answers one request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }
